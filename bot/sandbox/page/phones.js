// The page: three phones, one clock, one language. It never knows what a message means.

import { listen, moveClock, readState, setLanguage } from "./api.js";
import { el } from "./dom.js";
import { Phone } from "./phone.js";
import { language, languages, moment, span, speak, translate, word } from "./words.js";

const ROLES = ["patient", "physio", "clinic"];
const STATE_MS = 4000;
const byId = (id) => document.getElementById(id);

const phones = ROLES.map((role) => new Phone(role, { onInvitation: offerInvitation, onNews: countUnread, colleagues: staff }));
const tabs = new Map(phones.map((phone) => [phone.role, el("button", { type: "button" })]));
let state = null;
let readAt = 0;
let live = false;

// The clock ---------------------------------------------------------------------------------------------

const now = () => new Date(Date.parse(state.now) + (performance.now() - readAt));

function showClock() {
  if (!state) return;
  const due = state.next_due ? new Date(state.next_due) : null;
  byId("clock").textContent = moment(now());
  byId("clock").dateTime = now().toISOString();
  byId("next").disabled = !due;
  byId("next").title = due ? word("nextAt", moment(due)) : word("nothingDue");
  byId("wait").textContent = due ? (due > now() ? word("in", span(due - now())) : word("due")) : "";
}

async function move(button, details) {
  button.ariaBusy = "true";
  try { await moveClock(details); } catch { /* refreshState tells it. */ }
  await refreshState();
  button.ariaBusy = null;
}

// State -------------------------------------------------------------------------------------------------

/** Read who is there, what time it is and what comes next; show plainly when nobody answers. */
async function refreshState() {
  try {
    state = await readState();
    readAt = performance.now();
    const present = state.bot && !state.being_prepared ? state.users.slice(0, phones.length) : [];
    if (present.length && !phones[0].user) adopt(present[0].language);
    present.forEach((user, index) => phones[index].belongsTo(user, state.bot, state.groups.filter(({ members }) => members.includes(user.id))));
    showHealth(state.being_prepared ? "beingPrepared" : state.bot_running === false ? "botDown" : null);
  } catch {
    showHealth("lost");
  }
  showClock();
}

/** Return the ids of physio and clinic, who may be in a group with each other. */
function staff() {
  return phones.filter((phone) => phone.user && phone.role !== "patient").map((phone) => phone.user.id);
}

function showHealth(key) {
  byId("health").hidden = !key;
  byId("health").textContent = key ? word(key) : "";
}

/** Follow what changed; several changes in one breath are one reading of the state. */
function follow(users) {
  for (const phone of phones) if (users.includes(phone.user?.id)) phone.refresh();
  clearTimeout(follow.soon);
  follow.soon = setTimeout(refreshState, 120);
}

function beat() {
  if (document.hidden) return;
  refreshState();
  if (!live) for (const phone of phones) phone.refresh();
}

// Language and light ------------------------------------------------------------------------------------

function adopt(code) {
  speak(code);
  document.documentElement.lang = language();
  document.title = word("title");
  translate(document);
  for (const button of document.querySelectorAll("[data-language]")) button.ariaPressed = String(button.dataset.language === language());
  for (const phone of phones) phone.translate();
  for (const [role, tab] of tabs) tab.textContent = word(role);
  showClock();
}

async function changeLanguage(code) {
  adopt(code);
  try { await Promise.all(phones.filter((phone) => phone.user).map((phone) => setLanguage(phone.user.id, code))); }
  catch { showHealth("lost"); }
}

function toggleTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const shown = document.documentElement.dataset.theme ?? (dark ? "dark" : "light");
  document.documentElement.dataset.theme = shown === "dark" ? "light" : "dark";
  localStorage.setItem("theme", document.documentElement.dataset.theme);
}

// One phone at a time on a narrow screen; invitations from one phone to another -------------------------

function show(shown) {
  for (const phone of phones) {
    phone.root.classList.toggle("shown", phone === shown);
    tabs.get(phone.role).ariaPressed = String(phone === shown);
  }
  delete tabs.get(shown.role).dataset.unread;
  shown.toEnd();
}

function countUnread(phone, news) {
  const tab = tabs.get(phone.role);
  if (!phone.root.classList.contains("shown")) tab.dataset.unread = Number(tab.dataset.unread ?? 0) + news;
}

function offerInvitation(code) {
  const choice = (phone) => {
    const button = el("button", { type: "button", className: "primary" }, `${word(phone.role)} · ${phone.user.name}`);
    button.addEventListener("click", () => { byId("invitation").close(); show(phone); phone.hands.say(`/start ${code}`.trim()); });
    return button;
  };
  byId("invitation").querySelector(".choices").replaceChildren(...phones.filter((phone) => phone.user).map(choice));
  byId("invitation").showModal();
}

// Setting up --------------------------------------------------------------------------------------------

document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "";
if (!document.documentElement.dataset.theme) delete document.documentElement.dataset.theme;
document.querySelector(".phones").append(...phones.map((phone) => phone.root));
document.querySelector(".tabs").append(...tabs.values());
for (const phone of phones) tabs.get(phone.role).addEventListener("click", () => show(phone));
for (const button of document.querySelectorAll("[data-shift]")) {
  button.addEventListener("click", () => move(button, { shift: Number(button.dataset.shift) }));
}
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => changeLanguage(button.dataset.language));
}
byId("next").addEventListener("click", () => move(byId("next"), { to: "next" }));
byId("theme").addEventListener("click", toggleTheme);
byId("invitation").querySelector(".cancel").addEventListener("click", () => byId("invitation").close());
document.addEventListener("click", (event) => closeMenus((menu) => !menu.contains(event.target)));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(() => true); });

function closeMenus(chosen) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (chosen(menu)) menu.open = false;
}

adopt(Object.keys(languages).find((code) => navigator.language.startsWith(code)) ?? "en");
show(phones[0]);
refreshState();
listen({ changed: follow, live: (open) => { live = open; beat(); if (open) phones.forEach((phone) => phone.refresh()); } });
setInterval(beat, STATE_MS);
setInterval(showClock, 1000);
