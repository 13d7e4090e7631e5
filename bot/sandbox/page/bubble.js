// One message as a node, with its buttons. It knows how a message looks, never where it is in the chat.

import { allowed, el, icon, link, safe } from "./dom.js";
import { bytes, time, word } from "./words.js";

/** Draw a message. `data-message-id` and `data-callback` are promises to the tests. */
export function bubble(message) {
  const data = { messageId: message.message_id, kind: message.kind };
  if (message.kind === "service") return el("li", { className: "service", data }, el("span", {}, message.text));
  const who = { bot: "from-bot", user: "from-person", other: "from-other" }[message.from];
  const body = el("div", { className: message.kind === "photo" ? "bubble pictured" : "bubble" },
    sender(message), quote(message.reply_to), origin(message), media(message), words(message), foot(message));
  return el("li", { className: who, data }, body, reaction(message), keyboard(message.keyboard));
}

const sender = (message) => (message.name && message.from !== "user" ? el("strong", { className: "sender" }, message.name) : null);

/** Draw the head of the message that this one answers; a tap on it goes there. */
function quote(reply) {
  if (!reply) return null;
  const text = reply.text || word(reply.kind) || "…";
  return el("button", { type: "button", className: "quote", title: word("goTo"), data: { quoted: reply.message_id } },
    el("strong", {}, reply.name), el("span", {}, text));
}

const origin = (message) => (message.forwarded ? el("span", { className: "chip" }, icon("forwarded"), word("forwarded")) : null);

const reaction = (message) => (message.reaction ? el("span", { className: "reaction" }, message.reaction) : null);

function words(message) {
  if (!message.html && !message.text) return null;
  return el("div", { className: "words" }, message.html ? safe(message.html) : message.text);
}

function foot(message) {
  const edit = message.from === "user" && message.kind === "text" && !message.name
    ? el("button", { type: "button", className: "edit", title: word("edit"), ariaLabel: word("edit") }, icon("edit")) : null;
  const edited = message.edited ? el("span", { className: "edited" }, `${word("edited")} `) : null;
  const at = el("time", { dateTime: message.date }, time(new Date(message.date)));
  return el("div", { className: "foot" }, edit, edited, at);
}

function media(message) {
  if (message.kind === "photo" && message.file_url) {
    const image = el("img", { src: message.file_url, alt: message.text || word("photoOf"), loading: "lazy" });
    return el("a", { className: "photo", href: message.file_url, target: "_blank", rel: "noopener" }, image);
  }
  if (message.kind === "document" && message.file_url) {
    const name = message.file_name || decodeURIComponent(message.file_url.split("/").pop());
    const size = el("small", {}, bytes(message.file_size));
    const chip = el("a", { className: "chip file", href: message.file_url, target: "_blank", rel: "noopener" },
      icon("document"), el("span", {}, name, size));
    chip.download = name;
    return chip;
  }
  if (message.kind === "text") return null;
  const known = ["sticker", "photo", "voice", "location", "document"].includes(message.kind);
  return el("span", { className: "chip" }, icon(known ? message.kind : "forwarded"), known ? word(message.kind) : message.kind);
}

function keyboard(rows) {
  if (!rows?.length) return null;
  // A scale comes as rows of short labels: they share one grid, so that every number is equally wide.
  const columns = Math.max(...rows.filter(isShort).map((row) => row.length), 1);
  const lines = rows.map((row) => {
    const line = el("div", { className: isShort(row) ? "keys scale" : "keys" }, ...row.map(key));
    line.style.setProperty("--columns", isShort(row) ? columns : row.length);
    return line;
  });
  return el("div", { className: rows.length > 6 ? "keyboard long" : "keyboard" }, ...lines);
}

const isShort = (row) => row.length > 2 && row.every((button) => [...button.text].length <= 2);

function key(button) {
  const style = ["primary", "success", "danger"].includes(button.style) ? button.style : "";
  if (button.url !== undefined) {
    const node = allowed(button.url) ? link(button.url, button.text, icon("out")) : el("span", {}, button.text);
    node.className = `key ${style}`;
    return node;
  }
  const data = button.data === undefined ? {} : { callback: button.data };
  return el("button", { type: "button", className: `key ${style}`, data }, button.text);
}
