// The kernels and the networks that the page has loaded.
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
