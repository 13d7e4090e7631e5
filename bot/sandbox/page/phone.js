// One person's phone: the chat as that person sees it. It draws and forgets; what the person does is in hands.js.

import { readChat } from "./api.js";
import { bubble } from "./bubble.js";
import { el } from "./dom.js";
import { Hands } from "./hands.js";
import { day, language, translate, word } from "./words.js";

export class Phone {
  constructor(role, { onInvitation, onNews, colleagues }) {
    this.role = role;
    this.colleagues = colleagues;
    this.groups = [];
    this.at = null;
    this.readTo = new Map();
    this.onNews = onNews;
    this.drawn = new Map();
    this.low = true;
    this.root = document.getElementById("phone").content.cloneNode(true).firstElementChild;
    this.root.dataset.phone = role;
    this.part = (selector) => this.root.querySelector(selector);
    this.scroll = this.part(".scroll");
    this.hands = new Hands(this, onInvitation);
    this.scroll.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // Pictures arrive after their message and the box grows: whoever was at the end stays there.
    const settled = new ResizeObserver(() => { if (this.low) this.toEnd(); });
    settled.observe(this.part(".list"));
    settled.observe(this.scroll);
  }

  /** Give the phone its owner with their groups, or take note of what changed about them. */
  belongsTo(user, bot, groups) {
    const fresh = this.user?.id !== user.id;
    Object.assign(this, { user, bot, groups });
    if (this.at && !this.group) this.open(groups.find(({ was }) => was.includes(this.at))?.id ?? null);
    this.listChats();
    this.hands.offer();
    this.part(".name").textContent = user.name;
    if (fresh) this.refresh();
    this.dress();
  }

  get group() { return this.groups.find(({ id }) => id === this.at); }

  /** Show another chat of this phone: a group's, or the one with the bot. */
  open(at) {
    this.at = at;
    this.chat = null;
    this.drawn.clear();
    this.part(".list").replaceChildren();
    this.low = true;
    this.hands.stopEditing();
    this.hands.offer();
    this.listChats();
    this.refresh();
  }

  /** Offer the chats of somebody who has more than one; what is new in another one is marked. */
  listChats() {
    const chats = [{ id: null, title: this.bot?.name ?? "", newest: 0 }, ...this.groups];
    if (this.group) this.readTo.set(this.at, this.group.newest);
    const signs = JSON.stringify([chats, this.at]);
    if (this.listed === signs) return;
    this.listed = signs;
    const box = this.part(".chats");
    const focused = box.contains(document.activeElement);
    box.hidden = chats.length < 2;
    box.replaceChildren(...chats.map(({ id, title, newest }) => {
      const chip = el("button", { type: "button", ariaPressed: String(id === this.at), data: { chat: id ?? "bot" } }, title);
      chip.classList.toggle("news", Boolean(id) && id !== this.at && newest > (this.readTo.get(id) ?? 0));
      chip.addEventListener("click", () => this.open(id));
      return chip;
    }));
    if (focused) box.querySelector('[aria-pressed="true"]').focus();
  }

  /** Show a message that another one answers. */
  goTo(number) {
    const item = this.root.querySelector(`[data-message-id="${number}"]`);
    if (!item) return;
    this.low = false;
    item.scrollIntoView({ block: "center" });
    item.classList.remove("found");
    requestAnimationFrame(() => item.classList.add("found"));
  }

  translate() {
    translate(this.root);
    this.root.setAttribute("aria-label", word(this.role));
    this.part(".role").textContent = word(this.role);
    this.hands.offer();
    if (this.chat) this.place(this.chat.messages);
    this.dress();
  }

  /** Show what holds for the whole phone: whether it is set up, blocked, empty or being written to. */
  dress() {
    const blocked = Boolean(this.user?.blocked) && !this.at;
    const typing = Boolean(this.chat?.typing) && !blocked;
    this.root.classList.toggle("waiting", !this.user);
    this.part("textarea").disabled = !this.user;
    this.part(".composer").hidden = blocked;
    this.part(".unblock").hidden = !blocked;
    this.part(".empty").hidden = Boolean(this.chat?.messages.length) || blocked;
    this.part(".empty p").textContent = this.welcome();
    this.part(".start").hidden = !this.user || Boolean(this.at);
    this.part(".bot").textContent = this.group?.title ?? this.bot?.name ?? "";
    this.part(".status").textContent = word(blocked ? "blocked" : typing ? "typing" : this.group?.type ?? "bot");
    this.part(".status").classList.toggle("typing", typing);
  }

  welcome() {
    if (!this.user) return word("waiting");
    return this.group ? word("helloGroup", this.group.title) : word("hello", this.user.name);
  }

  /** Read the chat and draw it; calls that come meanwhile end in one more reading, so the last word is never missed. */
  async refresh() {
    this.again = true;
    if (this.reading || !this.user) return;
    this.reading = true;
    try {
      while (this.again) {
        this.again = false;
        const at = this.at;
        const chat = await readChat(this.user.id, at);
        if (at === this.at) this.draw(chat); else this.again = true;
      }
    } catch { /* The page itself shows that the demo is out of reach, and asks again. */ }
    this.reading = false;
  }

  draw(chat) {
    const first = !this.chat;
    const stay = this.low;
    this.chat = chat;
    this.scroll.ariaLive = first ? "off" : "polite";
    const news = this.place(chat.messages);
    this.hands.list(chat.commands);
    this.dress();
    this.hands.settle(chat.answered ?? []);
    this.toast(chat.toasts, first);
    if (stay) this.toEnd();
    if (news && !first) this.lightUp(news);
    clearTimeout(this.later);
    if (chat.typing) this.later = setTimeout(() => this.refresh(), 1500);
  }

  /** Put the list in step with the messages, touching only what changed; return how many are new from the bot. */
  place(messages) {
    const list = this.part(".list");
    const kept = new Set();
    let news = 0;
    let lastDay = "";
    let before = null;
    const put = (key, sign, make) => {
      let entry = this.drawn.get(key);
      if (entry?.sign !== sign) entry = { sign, node: replaced(entry?.node, make()) };
      this.drawn.set(key, entry);
      kept.add(key);
      const spot = before ? before.nextSibling : list.firstChild;
      if (spot !== entry.node) list.insertBefore(entry.node, spot);
      before = entry.node;
    };
    for (const message of messages) {
      const today = day(new Date(message.date));
      if (today !== lastDay) put(`day ${message.message_id}`, today, () => el("li", { className: "day" }, el("span", {}, today)));
      lastDay = today;
      if (!this.drawn.has(message.message_id) && message.from === "bot") news += 1;
      put(message.message_id, language() + JSON.stringify(message), () => bubble(message));
    }
    for (const [key, { node }] of this.drawn) if (!kept.has(key)) { node.remove(); this.drawn.delete(key); }
    return news;
  }

  /** Show each answer to a tap once: briefly, or to be confirmed if the bot wants so. */
  toast(toasts, first) {
    const fresh = toasts.filter((toast) => !this.seen?.has(JSON.stringify(toast)));
    this.seen = new Set(toasts.map((toast) => JSON.stringify(toast)));
    if (first) return;
    for (const { text, alert } of fresh) if (text) alert ? this.alert(text) : this.whisper(text);
  }

  whisper(text) {
    const note = el("p", { className: "toast" }, text);
    this.part(".toasts").append(note);
    setTimeout(() => note.remove(), 4500);
  }

  /** Let nothing else on this phone be touched until the person has confirmed, or stop doing so. */
  alert(text) {
    const box = this.part(".alert");
    for (const other of box.parentNode.children) other.inert = Boolean(text) && other !== box;
    box.querySelector("p").textContent = text;
    box.hidden = !text;
    box.setAttribute("aria-label", text);
    (text ? box.querySelector("button") : this.scroll).focus();
  }

  lightUp(news) {
    this.onNews(this, news);
    this.part(".newest").classList.toggle("news", !this.low);
    this.root.classList.remove("lit");
    requestAnimationFrame(() => this.root.classList.add("lit"));
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    this.low = scrollHeight - scrollTop - clientHeight < 60;
    this.part(".newest").hidden = this.low;
    if (this.low) this.part(".newest").classList.remove("news");
  }

  toEnd() {
    this.low = true;
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }
}

/** Put the new node where the old one was, without a stir, and the keyboard's focus with it. */
function replaced(old, node) {
  const held = old?.contains(document.activeElement) ? document.activeElement.dataset.callback : undefined;
  node.classList.toggle("kept", Boolean(old));
  old?.replaceWith(node);
  if (held !== undefined) node.querySelector(`[data-callback="${CSS.escape(held)}"]`)?.focus();
  return node;
}
