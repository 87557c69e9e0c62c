// Networks that Fledge trained, computed by Fledge's kernels as WebAssembly: the same bits as `fledge predict --logits`.
//
//   const engine = await Engine.load("fledge.wasm");          // a URL, or the bytes
//   const network = engine.network(await response.arrayBuffer()); // what `fledge export RUN --browser` wrote
//   const logits = network.run(features, 1);
//
// Works in browsers and in Node. A page in one file has engine-layers.js, engine-model.js and engine.js one behind the other,
// without their imports and the word `export`: all names are distinct.
import { kinds } from "./engine-layers.js";
import { Model } from "./engine-model.js";

const bytesPerFloat = 4;
// Values of a batch take at most this many floats together.
const mostFloats = 1 << 22;
const largestBatch = 64;

export class Engine {
  #module;
  #own;

  constructor(module) {
    this.#module = module;
    this.#own = new Memory(module);
  }

  /** Compiles fledge.wasm from its bytes or its address. */
  static async load(source) {
    let bytes = source;
    if (typeof source === "string" || source instanceof URL) {
      const response = await fetch(source);
      if (!response.ok) throw new Error(`${source}: expected fledge.wasm, found status ${response.status}`);
      bytes = await response.arrayBuffer();
    }
    return new Engine(await WebAssembly.compile(bytes));
  }

  /** Memory and functions of their own, which are freed with the object. */
  memory() { return new Memory(this.#module); }

  /** The network in a file of `fledge export RUN --browser`. */
  network(bytes) { return new Network(this.memory(), new Model(bytes)); }

  /**
   * A drawing as MNIST's digits were prepared: 784 grey levels from 0 to 1.
   * `grey` has height rows of width grey levels, 0 where there is no ink. A blank drawing gives zeros.
   */
  prepareDigit(grey, width, height) {
    if (grey.length !== width * height || width < 1 || height < 1) {
      throw new Error(`prepareDigit: expected ${width}×${height} grey levels, found ${grey.length}`);
    }
    const memory = this.#own, mark = memory.call.mark();
    const drawing = memory.put(Float32Array.from(grey)), digit = memory.floats(784);
    memory.call.prepareDigit(drawing, width, height, digit, memory.floats(196));
    const result = memory.copy(digit, 784);
    memory.call.release(mark);
    return result;
  }

  /** y = a·b + c for each element, rounded once. */
  fusedMultiplyAdd(a, b, c) {
    const memory = this.#own, mark = memory.call.mark(), count = a.length;
    const result = memory.floats(count);
    memory.call.fusedMultiplyAdd(memory.put(a), memory.put(b), memory.put(c), result, count);
    const y = memory.copy(result, count);
    memory.call.release(mark);
    return y;
  }
}

/** An instance of the module: its functions, and its memory as a stack of arrays. */
export class Memory {
  constructor(module) {
    this.call = new WebAssembly.Instance(module).exports;
    // 0 stands for "no array", so nothing lies there.
    this.call.allocate(64);
  }

  /** The address of `count` floats, all 0. */
  floats(count) {
    const address = count <= 1 << 29 ? this.call.allocate(count * bytesPerFloat) : 0;
    if (address === 0) throw new Error(`expected memory for ${count} more numbers, found none; the network is too large`);
    return address;
  }

  /** The address of a copy of an array. */
  put(array) {
    const address = this.floats(array.length);
    this.write(address, array);
    return address;
  }

  write(address, array) { new Float32Array(this.call.memory.buffer, address, array.length).set(array); }

  copy(address, count) { return new Float32Array(this.call.memory.buffer, address, count).slice(); }

  zero(address, count) { new Float32Array(this.call.memory.buffer, address, count).fill(0); }
}

export class Network {
  #memory;
  #nodes;
  #mark;
  #capacity = 0;
  #values = [];
  #gradients = null;

  constructor(memory, model) {
    this.#memory = memory;
    Object.assign(this, model.description);
    this.#nodes = model.nodes(memory);
    /** The layers in order: path, kind, shape of the output, and settings. */
    this.layers = this.#nodes.map((node) => node.layer);
    this.inputCount = count(this.inputShape);
    this.outputCount = count(this.#shape(this.#nodes.length));
    for (const node of this.#nodes) node.prepare?.(memory);
    this.#mark = memory.call.mark();
  }

  #shape(value) { return value === 0 ? this.inputShape : this.#nodes[value - 1].layer.shape; }

  /** Memory for the values of a batch; value 0 is the input, value i + 1 the output of layer i. */
  #reserve(batch) {
    if (batch <= this.#capacity) return;
    this.#memory.call.release(this.#mark);
    this.#gradients = null;
    this.#capacity = 0;
    this.#values = [];
    for (let value = 0; value <= this.#nodes.length; value += 1) {
      this.#values.push(this.#memory.floats(batch * count(this.#shape(value))));
    }
    for (const node of this.#nodes) node.reserve?.(this.#memory, batch);
    this.#capacity = batch;
  }

  #forward(batch, first, last) {
    for (let index = first; index < last; index += 1) {
      const node = this.#nodes[index];
      node.forward(this.#memory, node.inputs.map((value) => this.#values[value]), this.#values[index + 1], batch);
    }
  }

  #batch(first, last) {
    let floats = 0;
    for (let value = first; value <= last; value += 1) floats += count(this.#shape(value));
    return Math.max(1, Math.min(largestBatch, Math.floor(mostFloats / floats)));
  }

  #compute(given, examples, first, last) {
    const features = given instanceof Float32Array ? given : Float32Array.from(given);
    const width = count(this.#shape(first)), outputs = count(this.#shape(last));
    if (!Number.isInteger(examples) || examples < 0 || features.length !== examples * width) {
      throw new Error(`run: expected ${examples} × ${width} features, found ${features.length}`);
    }
    const result = new Float32Array(examples * outputs), step = Math.min(this.#batch(first, last), examples);
    for (let start = 0; start < examples; start += step) {
      const batch = Math.min(step, examples - start);
      this.#reserve(batch);
      this.#memory.write(this.#values[first], features.subarray(start * width, (start + batch) * width));
      this.#forward(batch, first, last);
      result.set(this.#memory.copy(this.#values[last], batch * outputs), start * outputs);
    }
    return result;
  }

  /** The outputs of n examples, such as logits; `features` are scaled as in training (`features(…)` does so). */
  run(features, examples = 1) { return this.#compute(features, examples, 0, this.#nodes.length); }

  /** The output of a named part, such as "decoder", for n examples of that part's input. */
  runBlock(name, features, examples = 1) {
    const range = this.blocks[name];
    if (!range) throw new Error(`runBlock: expected one of [${Object.keys(this.blocks).join(", ")}], found ${name}`);
    return this.#compute(features, examples, range[0], range[1]);
  }

  /** The output of one example as probabilities where it stands for such. */
  probabilities(features) {
    const outputs = this.run(features, 1), memory = this.#memory, output = this.#values[this.#nodes.length];
    switch (this.meaning) {
      case "logits":
      case "log-probabilities": memory.call.softmax(output, output, 1, this.outputCount); break;
      case "independent-logits":
        memory.call.activation(kinds.sigmoid.code, 0, output, output, this.outputCount);
        break;
      default: return outputs;
    }
    return memory.copy(output, this.outputCount);
  }

  /** The output of every layer for one example, by the layer's path. */
  values(features) {
    this.run(features, 1);
    return new Map(this.#nodes.map(({ layer }, index) =>
      [layer.path, this.#memory.copy(this.#values[index + 1], count(layer.shape))]));
  }

  /** The gradient of one output with respect to the input of one example: of a logit, where a softmax is the last layer. */
  inputGradient(features, output) {
    if (!Number.isInteger(output) || output < 0 || output >= this.outputCount) {
      throw new Error(`inputGradient: expected an output from 0 to ${this.outputCount - 1}, found ${output}`);
    }
    this.run(features, 1);
    const memory = this.#memory;
    this.#gradients ??= {
      sums: this.#values.map((_, value) => memory.floats(count(this.#shape(value)))),
      part: memory.floats(Math.max(...this.#values.map((_, value) => count(this.#shape(value))))),
    };
    const { sums, part } = this.#gradients, isKnown = sums.map(() => false);
    let last = this.#nodes.length;
    while (last > 0 && this.#nodes[last - 1].layer.kind.endsWith("softmax")) last -= 1;
    memory.zero(sums[last], this.outputCount);
    memory.write(sums[last] + output * bytesPerFloat, [1]);
    isKnown[last] = true;
    for (let index = last - 1; index >= 0; index -= 1) {
      if (!isKnown[index + 1]) continue;
      const node = this.#nodes[index], gradient = sums[index + 1];
      for (const value of node.inputs) {
        const to = isKnown[value] ? part : sums[value];
        node.backward(memory, this.#values[node.inputs[0]], this.#values[index + 1], gradient, to);
        if (isKnown[value]) memory.call.add(sums[value], part, sums[value], count(this.#shape(value)));
        isKnown[value] = true;
      }
    }
    return memory.copy(sums[0], this.inputCount);
  }

  /**
   * Grey levels from 0 to 1, or the data's own numbers, scaled as in training, with the bits of the command.
   * Rows of examples lie one after the other; NaN stands for a missing value.
   */
  features(raw) {
    const width = this.inputCount, { rule, means, scales, areLevels, areDoubles, fill } = this.scaling;
    const known = fill ? Float64Array.from(raw, (value, i) => Number.isNaN(value) ? fill[i % width] : value) : raw;
    if (areDoubles) {
      return Float32Array.from(known, (value, i) => (value - means[i % width]) * scales[i % width]);
    }
    const result = Float32Array.from(known);
    if (rule === "none" && areLevels) return result.map((value) => Math.round(value * 255));
    for (let start = 0; start < result.length; start += width) {
      const row = result.subarray(start, start + width);
      if (rule === "per-image") standardize(row);
      if (rule === "per-feature") {
        for (let i = 0; i < width; i += 1) {
          row[i] = Math.fround(row[i] - Math.fround(means[i])) * Math.fround(scales[i]);
        }
      }
    }
    return result;
  }
}

/** (x − mean) / σ over one example, in the order of the command's sums. */
function standardize(row) {
  let sum = 0, squares = 0;
  for (const value of row) sum += value;
  const mean = sum / row.length;
  for (const value of row) squares += (value - mean) * (value - mean);
  const scale = row.every((value) => value === row[0]) ? 0 : 1 / Math.sqrt(squares / row.length);
  for (let i = 0; i < row.length; i += 1) row[i] = (row[i] - mean) * scale;
}

/** The number of elements of a shape. */
export function count(shape) { return shape.reduce((product, size) => product * size, 1); }
