// What Scripts/browser_bits.py asks of a page and of Node: outputs of every example, times, multiply-adds.
//   node Scripts/browser_bits.js FOLDER TASKS.json
// A task: {"model": file, "features": file of bytes or floats, "kind": "bytes"|"floats", "count": n, "output": file}, or
// {"fma": file of 3 n floats, "output": file}. Prints {"milliseconds": …} for each.
const isNode = typeof process !== "undefined";
const { Engine } = await import(isNode ? "../Web/assets/engine.js" : "/assets/engine.js");

const grey = (bytes) => Float32Array.from(bytes, (byte) => Math.fround(byte * Math.fround(1 / 255)));

/** The outputs of a task as floats, and the milliseconds of one image alone. */
export async function work(engine, task, read) {
  if (task.fma) {
    const triples = new Float32Array(await read(task.fma)), count = triples.length / 3;
    const [a, b, c] = [0, 1, 2].map((part) => triples.subarray(part * count, (part + 1) * count));
    return { outputs: engine.fusedMultiplyAdd(a, b, c) };
  }
  if (task.drawing) {
    const grey = Float32Array.from(new Uint8Array(await read(task.drawing)), (byte) => byte);
    return { outputs: engine.prepareDigit(grey, task.width, task.height) };
  }
  const network = engine.network(await read(task.model)), bytes = await read(task.features);
  const raw = task.kind === "bytes" ? grey(new Uint8Array(bytes)) : new Float32Array(bytes);
  const features = network.features(raw), outputs = network.run(features, task.count);
  const width = network.inputCount, times = [];
  for (let i = 0; i < Math.min(task.timed ?? 0, task.count); i += 1) {
    const start = performance.now();
    network.run(features.subarray(i * width, (i + 1) * width), 1);
    times.push(performance.now() - start);
  }
  const total = times.reduce((sum, time) => sum + time, 0);
  return { outputs, milliseconds: times.length ? total / times.length : null };
}

export { Engine };

if (isNode) {
  const { readFileSync, writeFileSync } = await import("node:fs");
  const [folder, tasks] = process.argv.slice(2);
  const read = async (name) => { const data = readFileSync(`${folder}/${name}`); return new Uint8Array(data).buffer; };
  const module = readFileSync(new URL("../Web/assets/fledge.wasm", import.meta.url));
  const engine = await Engine.load(module), results = [];
  for (const task of JSON.parse(readFileSync(tasks, "utf8"))) {
    const { outputs, milliseconds } = await work(engine, task, read);
    writeFileSync(`${folder}/${task.output}`, outputs);
    results.push({ milliseconds });
  }
  console.log(JSON.stringify(results));
}
