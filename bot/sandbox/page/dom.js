// Building nodes, and letting only harmless markup through. It never assigns innerHTML.

import { word } from "./words.js";

/** Make an element; `data` and properties are set by name, children may be nodes or text. */
export function el(tag, { data = {}, ...properties } = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  Object.assign(node.dataset, data);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

const plain = { B: "b", STRONG: "b", I: "i", EM: "i", U: "u", INS: "u", S: "s", DEL: "s", STRIKE: "s",
  CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote", BR: "br" };
const silent = ["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "MATH", "TEXTAREA", "NOSCRIPT"];

/** Return the markup as nodes in which only the whitelisted tags remain; of others only their text. */
export function safe(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return cleaned(parsed.body, true);
}

function cleaned(parent, linking) {
  const out = document.createDocumentFragment();
  for (const node of parent.childNodes) {
    if (node.tagName === "BR" && (isBlock(node.previousSibling) || isBlock(node.nextSibling))) continue;
    if (node.nodeType === Node.TEXT_NODE) out.append(linking ? linked(node.data) : node.data);
    else if (node.nodeType === Node.ELEMENT_NODE && !silent.includes(node.tagName.toUpperCase())) out.append(element(node, linking));
  }
  return out;
}

// A quotation breaks the line by itself; the line's own break beside it would leave a gap.
const isBlock = (node) => ["BLOCKQUOTE", "PRE"].includes(node?.tagName);

function element(node, linking) {
  const inside = cleaned(node, linking && !["A", "CODE", "PRE"].includes(node.tagName));
  if (plain[node.tagName]) return el(plain[node.tagName], {}, inside);
  if (node.tagName === "A" && allowed(node.getAttribute("href"))) return link(node.getAttribute("href"), inside);
  if (node.tagName === "TG-SPOILER" || (node.tagName === "SPAN" && node.classList.contains("tg-spoiler"))) return spoiler(inside);
  return inside;
}

/** Say whether an address may be followed: the web and Telegram's own, nothing that runs. */
export function allowed(href) {
  try { return ["http:", "https:", "tg:"].includes(new URL(href).protocol); } catch { return false; }
}

export const link = (href, ...children) => el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);

function spoiler(inside) {
  const node = el("span", { className: "tg-spoiler", tabIndex: 0, role: "button", title: word("spoiler") }, inside);
  const reveal = () => { node.classList.add("shown"); node.removeAttribute("role"); node.removeAttribute("title"); };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") reveal(); });
  return node;
}

/** Turn bare addresses into links and /commands into something to tap, as messengers do. */
function linked(text) {
  const out = document.createDocumentFragment();
  for (const piece of text.split(/(https?:\/\/[^\s<>"]*[\w/=&#-]|(?<![\w/.:<])\/[a-z][a-z0-9_]{0,31}\b(?!\/))/)) {
    if (/^https?:/.test(piece) && allowed(piece)) out.append(link(piece, piece));
    else if (/^\/[a-z]/.test(piece)) out.append(el("button", { type: "button", className: "command", data: { command: piece } }, piece));
    else out.append(piece);
  }
  return out;
}

/** Return what an invitation link to this bot carries after `start=`, or null for any other address. */
export function invitation(href, username) {
  if (!allowed(href)) return null;
  const url = new URL(href);
  const web = ["t.me", "telegram.me", "www.t.me"].includes(url.hostname) ? url.pathname.split("/")[1] : null;
  const name = url.protocol === "tg:" ? url.searchParams.get("domain") : web;
  return name && name.toLowerCase() === username.toLowerCase() ? url.searchParams.get("start") : null;
}
