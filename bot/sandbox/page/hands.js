// What a person does with a phone: taps, writes, corrects, blocks, sends odd things. It never decides what is shown.

import { act, changeGroup, openGroup } from "./api.js";
import { el, icon, invitation } from "./dom.js";
import { word } from "./words.js";

const ODD = ["sticker", "photo", "voice", "location", "forwarded", "long"];
const PENDING_MS = 12000;

export class Hands {
  constructor(phone, onInvitation) {
    this.phone = phone;
    this.onInvitation = onInvitation;
    this.field = phone.part("textarea");
    const on = (selector, event, act) => phone.part(selector).addEventListener(event, act);
    on(".scroll", "click", (event) => this.clicked(event));
    on(".scroll", "dblclick", (event) => this.edit(event.target.closest("li")));
    on(".newest", "click", () => phone.toEnd());
    on(".start", "click", () => this.say("/start"));
    on(".unblock", "click", () => this.block(false));
    on(".editing button", "click", () => this.stopEditing());
    on(".alert button", "click", () => phone.alert(""));
    on(".alert", "keydown", (event) => { if (event.key === "Escape") phone.alert(""); });
    on(".commands .sheet", "click", (event) => this.chosen(event));
    on(".odd .sheet", "click", (event) => this.chosen(event));
    on(".composer", "submit", (event) => { event.preventDefault(); this.submit(); });
    on("textarea", "input", () => grow(this.field));
    on("textarea", "keydown", (event) => this.pressed(event));
  }

  /** Fill the menu of things that a bot does not expect. */
  offer() {
    const choice = (kind, className = "") =>
      el("button", { type: "button", className, data: { odd: kind } }, icon(kind), word(kind));
    this.phone.part(".odd .sheet").replaceChildren(
      el("p", {}, word("odd")), ...ODD.map((kind) => choice(kind)), ...this.groupChoices(),
      ...(this.phone.at ? [] : [choice("block", "danger")]));
  }

  /** Return what can be done with the clinic's group: open one, let it grow, or move the bot. */
  groupChoices() {
    const choice = (act) => el("button", { type: "button", data: { group: act } }, icon("group"), word(act));
    const group = this.phone.group;
    if (!group) return this.phone.groups.length || this.phone.role === "patient" ? [] : [choice("openGroup")];
    return [...(group.type === "group" ? [choice("upgradeGroup")] : []), choice(group.bot === "kicked" ? "addBot" : "removeBot")];
  }

  /** Fill the menu of commands with those that this person sees. */
  list(commands) {
    const choice = ({ command, description }) => el("button", { type: "button", data: { command: `/${command}` } },
      el("strong", {}, `/${command}`), el("span", {}, description));
    const sheet = this.phone.part(".commands .sheet");
    sheet.replaceChildren(...(commands.length ? commands.map(choice) : [el("p", {}, word("noCommands"))]));
  }

  /** Do something as this person, then look at the chat; say so when it does not go through. */
  async do(verb, details) {
    try {
      const done = await act(this.phone.user.id, verb, { ...details, ...(this.phone.at && { chat: this.phone.at }) });
      this.phone.refresh();
      return done;
    } catch {
      this.phone.whisper(word("failed"));
      return null;
    }
  }

  say(text) {
    this.phone.toEnd();
    return this.do("say", { text });
  }

  clicked(event) {
    const near = (selector) => event.target.closest(selector);
    if (near("[data-callback]")) this.tap(near("[data-callback]"));
    if (near("a[href]")) this.follow(event, near("a[href]"));
    if (near("[data-command]")) this.say(near("[data-command]").dataset.command);
    if (near(".edit")) this.edit(near("li"));
    if (near("[data-quoted]")) this.phone.goTo(near("[data-quoted]").dataset.quoted);
  }

  /** Tap a button; it stays pending until the message changes, the tap is answered or it has waited long enough. */
  async tap(button) {
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    setTimeout(() => { button.ariaBusy = null; }, PENDING_MS);
    const message_id = Number(button.closest("[data-message-id]").dataset.messageId);
    const done = await this.do("tap", { message_id, data: button.dataset.callback });
    if (done) button.dataset.query = done.callback_query_id;
    else button.ariaBusy = null;
  }

  settle(answered) {
    for (const button of this.phone.root.querySelectorAll("[aria-busy][data-query]")) {
      if (answered.includes(button.dataset.query)) button.ariaBusy = null;
    }
  }

  /** Follow a link, but keep invitations to this bot inside the demo. */
  follow(event, anchor) {
    const code = invitation(anchor.href, this.phone.bot.username);
    if (code !== null || anchor.protocol === "tg:") event.preventDefault();
    if (code !== null) this.onInvitation(code);
  }

  chosen(event) {
    const button = event.target.closest("button");
    if (!button) return;
    button.closest("details").open = false;
    this.field.focus();
    if (button.dataset.command) this.say(button.dataset.command);
    else if (button.dataset.group) this.onGroup(button.dataset.group);
    else this.send(button.dataset.odd);
  }

  send(odd) {
    if (odd === "block") return this.block(true);
    if (odd === "long") return this.say(word("longText").repeat(40).trim());
    this.phone.toEnd();
    // What was already written goes with a photo as its caption, as on a phone.
    const caption = odd === "photo" ? this.field.value.trim() : "";
    if (caption) this.write("");
    return this.do("send", { kind: odd, ...(odd === "forwarded" && { text: word("forwardedText") }), ...(caption && { caption }) });
  }

  async onGroup(act) {
    const verbs = { upgradeGroup: "upgrade", removeBot: "remove", addBot: "add" };
    try {
      if (act === "openGroup") await openGroup({ title: word("team"), owner: this.phone.user.id, members: this.phone.colleagues() });
      else await changeGroup(this.phone.at, verbs[act]);
    } catch { this.phone.whisper(word("failed")); }
  }

  async block(blocked) {
    if (!await this.do(blocked ? "block" : "unblock")) return;
    this.phone.user = { ...this.phone.user, blocked };
    this.phone.dress();
    this.phone.part(blocked ? ".unblock" : "textarea").focus();
  }

  edit(item) {
    const chosen = Number(item?.dataset.messageId);
    const message = this.phone.chat.messages.find(({ message_id }) => message_id === chosen);
    if (message?.from !== "user" || message.kind !== "text" || message.name) return;
    this.editing = chosen;
    this.phone.part(".editing").hidden = false;
    this.write(message.text);
  }

  stopEditing() {
    if (!this.editing) return;
    this.editing = null;
    this.phone.part(".editing").hidden = true;
    this.write("");
  }

  pressed(event) {
    if (event.key === "Escape") this.stopEditing();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  /** Send what is written, or the correction; the words come back when it does not go through. */
  async submit() {
    const text = this.field.value.trim();
    const message_id = this.editing;
    if (!text || !this.phone.user) return;
    this.stopEditing();
    this.write("");
    const done = message_id ? await this.do("edit", { message_id, text }) : await this.say(text);
    if (!done && !this.field.value) this.write(text);
  }

  write(text) {
    this.field.value = text;
    grow(this.field);
    this.field.focus();
  }
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 120)}px`;
}
