// Reads the file of a network: safetensors whose metadata `network` describes the layers as JSON.
import { kinds } from "./engine-layers.js";

export class Model {
  #arrays = new Map();
  #layers;

  constructor(file) {
    const bytes = file instanceof Uint8Array ? file : new Uint8Array(file);
    const header = readHeader(bytes);
    let network;
    try { network = JSON.parse(header.__metadata__?.network ?? "null"); } catch { network = null; }
    const isSound = network?.format === 1 && Array.isArray(network.layers) && Array.isArray(network.input_shape)
      && Array.isArray(network.classes) && network.scaling && network.blocks;
    if (!isSound) {
      throw new Error("expected a network for browsers, format 1 (`fledge export RUN --browser FILE`), found another file");
    }
    for (const [name, entry] of Object.entries(header)) {
      if (name !== "__metadata__") this.#arrays.set(name, readArray(bytes, header.length, name, entry));
    }
    this.#layers = network.layers;
    /** What the network's object shows of itself. */
    this.description = {
      inputShape: network.input_shape,
      imageShape: network.image_shape,
      meaning: network.meaning,
      classes: network.classes,
      blocks: network.blocks,
      name: network.name,
      dataset: network.dataset,
      scaling: {
        rule: network.scaling.rule, areLevels: network.scaling.levels,
        means: network.scaling.means, scales: network.scaling.scales, areDoubles: network.scaling.doubles === true,
        fill: network.scaling.fill,
      },
      target: network.target,
      isAutoencoder: network.autoencoder,
    };
  }

  /** The layers with their parameters in memory, in the order of execution. */
  nodes(memory) {
    const addresses = new Map([...this.#arrays].map(([name, { values }]) => [name, memory.put(values)]));
    const shapes = [this.description.inputShape];
    return this.#layers.map((entry, index) => {
      const { inputs, parameters, ...layer } = entry, make = kinds[layer.kind];
      if (!Object.hasOwn(kinds, layer.kind)) {
        throw new Error(`${layer.path}: expected a kind of layer that this page knows, found ${layer.kind}`);
      }
      if (!inputs?.length || inputs.some((value) => !Number.isInteger(value) || value < 0 || value > index)) {
        throw new Error(`${layer.path}: expected inputs from earlier layers, found ${inputs}`);
      }
      const arrays = {};
      for (const [name, path] of Object.entries(parameters)) {
        const array = this.#arrays.get(path);
        if (!array) throw new Error(`${layer.path}: expected the array ${path} in the file, found none`);
        arrays[name] = { shape: array.shape, address: addresses.get(path) };
      }
      const node = make(layer, arrays, shapes[inputs[0]]);
      if (String(node.shape) !== String(layer.shape)) {
        throw new Error(`${layer.path} (${layer.kind}): expected the output shape ${node.shape}, found ${layer.shape}`);
      }
      shapes.push(node.shape);
      return { ...node, layer, inputs };
    });
  }
}

function readHeader(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (length > bytes.length - 8) throw new Error(`expected a safetensors file, found ${bytes.length} other bytes`);
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    return Object.defineProperty(header, "length", { value: length, enumerable: false });
  } catch {
    throw new Error("expected a safetensors file, found a damaged header");
  }
}

function readArray(bytes, headerLength, name, { dtype, shape, data_offsets: [begin, end] }) {
  if (!Number.isInteger(begin) || begin < 0) throw new Error(`${name}: expected a place in the file, found ${begin}`);
  const count = shape.reduce((product, size) => product * size, 1), start = 8 + headerLength + begin;
  if (dtype !== "F32" || end - begin !== 4 * count || 8 + headerLength + end > bytes.length) {
    throw new Error(`${name}: expected ${count} 32-bit floats in the file, found ${dtype} of ${end - begin} bytes`);
  }
  // A copy, since the array may begin anywhere.
  const values = new Float32Array(new Uint8Array(bytes.subarray(start, start + 4 * count)).buffer);
  if (!values.every(Number.isFinite)) throw new Error(`${name}: expected finite numbers, found others`);
  return { shape, values };
}
