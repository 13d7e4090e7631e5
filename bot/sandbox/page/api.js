// The door to the sandbox: reading, acting, listening. It knows addresses, never what is on the screen.

async function call(method, path, body) {
  const headers = body === undefined ? {} : { "content-type": "application/json" };
  const reply = await fetch(`/sandbox/${path}`, { method, headers, body: body && JSON.stringify(body) });
  if (!reply.ok) throw new Error(`${method} ${path} was answered with ${reply.status}`);
  return (reply.headers.get("content-type") ?? "").includes("json") ? reply.json() : null;
}

export const readState = () => call("GET", "state");
export const readChat = (user, chat) => call("GET", `users/${user}/chat${chat ? `?chat=${chat}` : ""}`);
export const act = (user, verb, details = {}) => call("POST", `users/${user}/${verb}`, details);
export const setLanguage = (user, language) => call("PATCH", `users/${user}`, { language });
export const openGroup = (details) => call("POST", "groups", details);
export const changeGroup = (group, verb) => call("POST", `groups/${group}/${verb}`, {});
export const moveClock = (details) => call("POST", "clock", details);

/** Tell of every visible change for as long as the page lives, opening the stream anew whenever it breaks. */
export function listen({ changed, live }) {
  const source = new EventSource("/sandbox/events");
  source.onopen = () => live(true);
  source.onerror = () => {
    live(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen({ changed, live }), 2000);
  };
  source.addEventListener("changed", (event) => changed(JSON.parse(event.data).users ?? []));
  source.addEventListener("clock", () => changed([]));
}
