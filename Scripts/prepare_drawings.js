// Prepares drawings as MNIST's digits were: node prepare_drawings.js SIDE
// Standard input has SIDE × SIDE grey bytes for each drawing, standard output gets 784.
import { readFileSync, readSync, writeSync } from "node:fs";
import { Engine } from "../Web/assets/engine.js";

const side = Number(process.argv[2]), drawing = new Uint8Array(side * side);
const engine = await Engine.load(readFileSync(new URL("../Web/assets/fledge.wasm", import.meta.url)));
for (;;) {
  let filled = 0;
  while (filled < drawing.length) {
    const count = readSync(0, drawing, filled, drawing.length - filled, null);
    if (count === 0) process.exit(filled === 0 ? 0 : 1);
    filled += count;
  }
  const digit = engine.prepareDigit(Float32Array.from(drawing), side, side);
  writeSync(1, Uint8Array.from(digit, (level) => Math.round(level * 255)));
}
