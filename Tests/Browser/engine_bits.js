// What BrowserModelTests.swift compares with the library.
//   node engine_bits.js FOLDER networks COUNT EXAMPLES   N.model and N.input give N.output, and N.gradient: of the last
//                                                        output, for the first example
//   node engine_bits.js FOLDER drawings 280x280 ...      280x280.drawing ... give digits
import { readFileSync, writeFileSync } from "node:fs";
import { Engine } from "../../Web/assets/engine.js";

const [folder, what, ...rest] = process.argv.slice(2);
const module = readFileSync(new URL("../../Web/assets/fledge.wasm", import.meta.url));
const engine = await Engine.load(module);
// The engine as a page in one file has it.
const text = ["engine-layers", "engine-model", "engine"]
  .map((name) => readFileSync(new URL(`../../Web/assets/${name}.js`, import.meta.url), "utf8"))
  .join("").replaceAll(/^import .*$/gm, "").replaceAll(/^export /gm, "") + "export { Engine };";
const single = await (await import(`data:text/javascript,${encodeURIComponent(text)}`)).Engine.load(module);
const floats = (name) => new Float32Array(new Uint8Array(readFileSync(`${folder}/${name}`)).buffer);

if (what === "networks") {
  const [count, examples] = rest.map(Number);
  for (let index = 0; index < count; index += 1) {
    const network = engine.network(readFileSync(`${folder}/${index}.model`));
    const input = floats(`${index}.input`);
    const outputs = network.run(input, examples);
    writeFileSync(`${folder}/${index}.output`, outputs);
    const again = single.network(readFileSync(`${folder}/${index}.model`)).run(input, examples);
    if (again.some((value, i) => !Object.is(value, outputs[i]))) throw new Error(`${index}: one file gives other outputs`);
    const first = input.subarray(0, network.inputCount);
    writeFileSync(`${folder}/${index}.gradient`, network.inputGradient(first, network.outputCount - 1));
  }
} else {
  const digits = new Float32Array(rest.length * 784);
  rest.forEach((size, index) => {
    const [width, height] = size.split("x").map(Number);
    digits.set(engine.prepareDigit(floats(`${size}.drawing`), width, height), index * 784);
  });
  writeFileSync(`${folder}/digits`, digits);
}
