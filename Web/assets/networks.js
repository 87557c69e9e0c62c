// The kernels and the networks that the page has loaded, and the choice between runs.
import { get } from "./api.js";
import { h } from "./dom.js";
import { Engine } from "./engine.js";

let engine = null;
const opened = new Map();

/** Fledge's kernels as WebAssembly, compiled once. */
export function sharedEngine() {
  engine ??= Engine.load(new URL("fledge.wasm", import.meta.url).href).catch((error) => {
    engine = null;
    throw new Error(`the kernels cannot be loaded: ${error.message}`);
  });
  return engine;
}

/** The network of a run; the last few stay open. */
export async function openNetwork(id) {
  const [kernels, response] = await Promise.all([
    sharedEngine(), fetch(`/api/runs/${encodeURIComponent(id)}/model`),
  ]);
  if (!response.ok) {
    const answer = await response.json().catch(() => ({}));
    throw new Error(answer.error ?? `status ${response.status}`);
  }
  const tag = response.headers.get("ETag"), known = opened.get(id);
  if (known && tag && known.tag === tag) return known.network;
  const network = kernels.network(await response.arrayBuffer());
  opened.delete(id);
  opened.set(id, { tag, network });
  while (opened.size > 4) opened.delete(opened.keys().next().value);
  return network;
}

/** The finished runs of a kind. */
export async function finishedRuns(isWanted = () => true, sort = "changed") {
  const { runs } = await get(`/api/runs?limit=1000&sort=${sort}`);
  return runs.filter((run) => run.state === "finished" && isWanted(run));
}

/** A select with its label; `options` are pairs of a value and a text. */
export function choice(id, label, options, value, changed) {
  const select = h("select", { id, onchange: () => changed(select.value) }, ...options.map(([option, text]) => h("option", { value: option }, text)));
  select.value = value;
  return [h("label", { for: id }, label), select];
}

/** The choice of the run that a view shows. */
export function runChoice(view, label, runs, id) {
  return choice(`${view}-run`, label, runs.map((run) => [run.id, `${run.name}: ${run.network} on ${run.dataset}`]), id,
    (other) => { location.hash = `#/${view}/${encodeURIComponent(other)}`; });
}
