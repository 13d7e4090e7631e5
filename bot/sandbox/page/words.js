// What the page itself says, in both languages, and how it writes a moment. It never holds a word of the bot's.

const en = {
  title: "Strideback demo", clock: "Demo clock", skipping: "Move the clock forward", phones: "Phones",
  next: "Skip to next due moment", hour: "+1 h", halfDay: "+12 h", day: "+1 day",
  nextAt: (when) => `Next due: ${when}`, nothingDue: "Nothing is due yet", due: "due now", in: (span) => `in ${span}`,
  language: "Language", theme: "Switch light and dark", botDown: "The bot is restarting. Nothing is lost.",
  beingPrepared: "Four weeks of a clinic are going by. A few seconds…",
  lost: "Lost touch with the demo. Trying again…",
  patient: "Patient", physio: "Physio", clinic: "Clinic", bot: "bot", group: "group", supergroup: "supergroup", typing: "typing…", blocked: "blocked",
  messages: "Messages", newest: "Go to the newest message", start: "Start", cancel: "Cancel", ok: "OK",
  hello: (name) => `This is ${name}'s phone. Press Start to meet the bot.`,
  waiting: "This phone is being set up…",
  commands: "Commands", noCommands: "No commands yet", write: "Write a message", send: "Send",
  odd: "Send something else",
  sticker: "Sticker", photo: "Photo", voice: "Voice note", location: "Location", forwarded: "Forwarded message",
  long: "Very long text", document: "Document", edit: "Edit this message", editing: "Editing your message",
  edited: "edited", block: "Block the bot", unblock: "Unblock the bot", photoOf: "Photo", spoiler: "Hidden text: press to show",
  forwardedText: "My neighbour swears by this: three days without socks and the knee is like new.",
  longText: "I went along the river as far as the old bridge and then the heel began to talk to me. ",
  failed: "That did not go through. Is the demo still running?", openOn: "Whose phone opens this invitation?",
  chats: "Chats", goTo: "Go to this message", team: "Riverside team", openGroup: "Open a group with the bot",
  upgradeGroup: "Turn the group into a supergroup", removeBot: "Put the bot out of the group", addBot: "Take the bot into the group",
  helloGroup: (title) => `This is the group “${title}”. A member of the clinic types /here to have alerts sent here.`,
};

const es = {
  title: "Demo de Strideback", clock: "Reloj de la demo", skipping: "Adelantar el reloj", phones: "Teléfonos",
  next: "Saltar al próximo momento", hour: "+1 h", halfDay: "+12 h", day: "+1 día",
  nextAt: (when) => `Lo próximo: ${when}`, nothingDue: "Aún no hay nada previsto", due: "ya toca", in: (span) => `en ${span}`,
  language: "Idioma", theme: "Cambiar entre claro y oscuro", botDown: "El bot se está reiniciando. No se pierde nada.",
  beingPrepared: "Pasan cuatro semanas de una clínica. Unos segundos…",
  lost: "Sin contacto con la demo. Volvemos a intentarlo…",
  patient: "Paciente", physio: "Fisio", clinic: "Clínica", bot: "bot", group: "grupo", supergroup: "supergrupo", typing: "escribiendo…", blocked: "bloqueado",
  messages: "Mensajes", newest: "Ir al último mensaje", start: "Empezar", cancel: "Cancelar", ok: "Vale",
  hello: (name) => `Este es el teléfono de ${name}. Pulsa Empezar para conocer al bot.`,
  waiting: "Preparando este teléfono…",
  commands: "Comandos", noCommands: "Todavía no hay comandos", write: "Escribe un mensaje", send: "Enviar",
  odd: "Enviar otra cosa",
  sticker: "Sticker", photo: "Foto", voice: "Nota de voz", location: "Ubicación", forwarded: "Mensaje reenviado",
  long: "Texto larguísimo", document: "Documento", edit: "Editar este mensaje", editing: "Editando tu mensaje",
  edited: "editado", block: "Bloquear el bot", unblock: "Desbloquear el bot", photoOf: "Foto", spoiler: "Texto oculto: pulsa para verlo",
  forwardedText: "Mi vecino jura que funciona: tres días sin calcetines y la rodilla como nueva.",
  longText: "Fui por el río hasta el puente viejo y entonces el talón empezó a hablarme. ",
  failed: "No ha llegado. ¿Sigue en marcha la demo?", openOn: "¿En qué teléfono se abre esta invitación?",
  chats: "Chats", goTo: "Ir a este mensaje", team: "Equipo Riverside", openGroup: "Abrir un grupo con el bot",
  upgradeGroup: "Convertir el grupo en supergrupo", removeBot: "Sacar al bot del grupo", addBot: "Meter al bot en el grupo",
  helloGroup: (title) => `Este es el grupo «${title}». Alguien de la clínica escribe /here para que lleguen aquí las alertas.`,
};

export const languages = { en, es };
let current = "en";

export const language = () => current;
export const speak = (code) => { current = languages[code] ? code : "en"; };
export const word = (key, ...details) => {
  const found = languages[current][key];
  return typeof found === "function" ? found(...details) : found;
};

/** Put the current language into every marked element under `root`. */
export function translate(root) {
  for (const node of root.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of root.querySelectorAll("[data-placeholder]")) node.placeholder = word(node.dataset.placeholder);
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", word(node.dataset.label));
    if (node.matches("button, summary")) node.title = word(node.dataset.label);
  }
}

const part = (at, options) => new Intl.DateTimeFormat(current === "es" ? "es-ES" : "en-GB", options).format(at);
export const bytes = (count) => (count < 1024 ? `${count} B` : `${new Intl.NumberFormat(current).format(Math.round(count / 1024))} kB`);
export const time = (at) => part(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const day = (at) => `${part(at, { weekday: "long" })} ${part(at, { day: "numeric" })} ${part(at, { month: "short" })}`;
export const moment = (at) => `${day(at)} ${part(at, { year: "numeric" })}, ${time(at)}`;

/** Say how long something takes in its two largest units: "23 h 5 min". */
export function span(milliseconds) {
  const minutes = Math.ceil(milliseconds / 60000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const pieces = [[days, "d"], [hours, "h"], [rest, "min"]].filter(([count]) => count > 0).slice(0, 2);
  return pieces.map(([count, unit]) => `${count} ${unit}`).join(" ");
}
