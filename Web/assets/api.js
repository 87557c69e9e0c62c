// Requests to the server that serves the page, and what it tells of changes.

const token = document.querySelector("meta[name=fledge-token]")?.content ?? "";

async function answered(request) {
  let response;
  try {
    response = await request;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("the server does not answer; is `fledge serve` still running?");
  }
  if (response.ok) return response;
  let text = `the server answered ${response.status}`;
  try {
    text = (await response.json()).error ?? text;
  } catch { /* Not every answer is JSON. */ }
  throw Object.assign(new Error(text), { status: response.status });
}

/** The JSON at a path. */
export async function get(path, signal) {
  return (await answered(fetch(path, { signal }))).json();
}

/** Changes something and gives the answer's JSON. */
export async function post(path, body = {}, signal) {
  const headers = { "Content-Type": "application/json", "X-Fledge-Token": token };
  return (await answered(fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal }))).json();
}

/** The path of a run's endpoint. */
export const runPath = (id, rest = "") => `/api/runs/${encodeURIComponent(id)}${rest}`;

let source = null;
const listeners = new Set();

/** Calls a handler with the name and the data of each event, and with "open" and "closed", until the signal aborts. */
export function events(handler, signal) {
  listeners.add(handler);
  signal?.addEventListener("abort", () => listeners.delete(handler));
  if (source) return;
  const tell = (name, data) => listeners.forEach((listener) => listener(name, data));
  source = new EventSource("/api/events");
  for (const name of ["run", "runs"]) source.addEventListener(name, (event) => tell(name, JSON.parse(event.data)));
  source.addEventListener("open", () => tell("open"));
  source.addEventListener("error", () => {
    tell("closed");
    // A browser gives up after some answers; it is asked again.
    if (source.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(() => { if (!source && listeners.size) events([...listeners][0]); }, 2000);
    }
  });
}
