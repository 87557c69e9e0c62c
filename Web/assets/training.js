// Trainings of dense networks by Fledge's kernels as WebAssembly: the same bits as `fledge train` with the same settings.
//
//   const training = new Training(engine.memory(), settings, data);
//   training.step(); training.evaluate("validation"); training.weights(0);
//
// Settings have the command's names and meanings: layers, activation, optimizer, learningRate, batchSize, noise, seed, …

export const activations = ["relu", "leaky-relu", "elu", "selu", "gelu", "gelu-tanh", "silu", "sigmoid", "tanh", "softplus", "hard-tanh"];
export const optimizers = {
  sgd: [0], momentum: [1, "momentum"], "momentum-damped": [2, "momentum"], nesterov: [3, "momentum"],
  rmsprop: [4, "decay", null, "epsilon"], adam: [5, "beta1", "beta2", "epsilon"], adamw: [12, "beta1", "beta2", "epsilon"],
  adagrad: [6, null, null, "epsilon"], adadelta: [7, "decay", null, "epsilon"], adamax: [8, "beta1", "beta2", "epsilon"],
  nadam: [9, "beta1", "beta2", "epsilon"], radam: [10, "beta1", "beta2", "epsilon"], lion: [11, "beta1", "beta2"],
};
const initializers = ["he", "he-uniform", "xavier", "xavier-normal", "lecun", "lecun-uniform"];
const losses = { "softmax-cross-entropy": -1, "squared-error": 1, "absolute-error": 2, huber: 3 };
const toys = ["line", "clouds", "xor", "circles", "moons", "spirals"];
/** The rows of one call of `outputs`. */
const rowsTogether = 250;

/** The command's default of an optimizer's number. */
function standard(name, optimizer) {
  switch (name) {
    case "momentum": case "beta1": return 0.9;
    case "beta2": return optimizer === "lion" ? 0.99 : 0.999;
    case "decay": return optimizer === "adadelta" ? 0.9 : 0.99;
    default: return optimizer === "adadelta" ? 1e-6 : 1e-8;
  }
}

const oneOf = (what, value, known) => {
  if (!known.includes(value)) throw new Error(`${what}: expected one of ${known.join(", ")}, found ${value}`);
  return known.indexOf(value);
};

export class Training {
  #memory;
  #parts;
  #sizes;
  #scratch;
  #outputs;
  #mark;

  /**
   * `data` has `width`, `outputs` (classes or 1), and for `training` and `validation` { features, labels | targets, count }.
   */
  constructor(memory, settings, data) {
    const given = { layers: [], activation: "relu", optimizer: "adam", learningRate: 1e-3, batchSize: 128, weightDecay: 0, l1: 0,
      decaysBiases: false, noise: 0, dropout: 0, init: "he", seed: 0n, ...settings };
    oneOf("optimizer", given.optimizer, Object.keys(optimizers));
    const activation = oneOf("activation", given.activation, activations);
    const initializer = oneOf("init", given.init, initializers);
    const { training, validation } = data;
    const loss = given.loss ?? (training.labels ? "softmax-cross-entropy" : "squared-error");
    oneOf("loss", loss, Object.keys(losses));
    if (training.count < 1) throw new Error("expected an example to learn from, found none");
    this.#memory = memory;
    this.#mark = memory.call.mark();
    this.data = data;
    this.settings = given;
    this.steps = 0;
    this.batchSize = Math.min(given.batchSize, training.count);
    this.stepsPerEpoch = Math.ceil(training.count / this.batchSize);
    this.#sizes = [data.width, ...given.layers, data.outputs];
    this.#outputs = data.outputs;
    const call = memory.call;
    const put = (part) => part && { count: part.count, features: memory.put(part.features),
      labels: part.labels ? this.#integers(part.labels) : 0, targets: part.targets ? memory.put(part.targets) : 0 };
    this.#parts = { training: put(training), validation: put(validation) };
    this.#scratch = memory.floats(rowsTogether * data.width);
    this.setOptimizer(given);
    const part = this.#parts.training;
    const isReady = call.trainingBegin(data.width, data.outputs, Math.max(...this.#sizes), this.batchSize, BigInt(given.seed), given.noise,
      losses[loss], part.features, part.labels, part.targets, part.count);
    const firstRandom = given.noise > 0 ? 1 : 0;
    const isComplete = isReady && this.#sizes.slice(1).every((size, index, all) => {
      const isLast = index === all.length - 1;
      return call.trainingAddLayer(size, isLast ? -1 : activation, isLast ? 0 : given.dropout, firstRandom + index, initializer);
    });
    if (!isComplete) {
      this.end();
      throw new Error("expected memory for this network, found too little; choose smaller layers");
    }
  }

  #integers(values) {
    const address = this.#memory.floats(values.length);
    new Int32Array(this.#memory.call.memory.buffer, address, values.length).set(values);
    return address;
  }

  /** Takes another rule or other numbers from the next step on. */
  setOptimizer(settings) {
    this.settings = { ...this.settings, ...settings };
    const { optimizer, learningRate, l1, weightDecay, decaysBiases } = this.settings;
    const [rule, ...names] = optimizers[optimizer];
    const numbers = [0, 1, 2].map((index) => names[index] ? this.settings[names[index]] ?? standard(names[index], optimizer) : 0);
    this.#memory.call.trainingOptimizer(rule, learningRate, ...numbers, l1, weightDecay, decaysBiases ? 1 : 0);
  }

  /** Frees what it has taken of the memory, for another training. */
  end() {
    this.#memory.call.trainingEnd();
    this.#memory.call.release(this.#mark);
  }

  get epoch() { return Math.floor(this.steps / this.stepsPerEpoch); }
  get stepInEpoch() { return this.steps % this.stepsPerEpoch; }
  get layerCount() { return this.#sizes.length - 1; }
  get sizes() { return this.#sizes; }

  /** Takes `count` steps; returns the loss of the last batch. Throws where a loss is not finite. */
  step(count = 1) {
    let loss = 0;
    for (let index = 0; index < count; index += 1) {
      loss = this.#memory.call.trainingStep();
      if (!Number.isFinite(loss)) {
        throw new Error(`the loss is no longer a number at step ${this.steps + 1}; lower the learning rate, and reset`);
      }
      this.steps += 1;
    }
    return loss;
  }

  /** The mean loss and, for classes, the accuracy of `training` or `validation`. */
  evaluate(name) {
    const part = this.#parts[name];
    if (!part) return null;
    const { trainingEvaluate, trainingAccuracy } = this.#memory.call;
    const loss = trainingEvaluate(part.features, part.labels, part.targets, part.count);
    return { loss, accuracy: part.labels ? trainingAccuracy() : null };
  }

  /**
   * The values of layers for rows of features: a list of Float32Array `[rows, units]`, the last one the outputs.
   * Without `everyLayer` the outputs alone.
   */
  outputs(features, everyLayer = false) {
    const { call } = this.#memory, width = this.#sizes[0], rows = features.length / width;
    const wanted = [...Array(this.layerCount).keys()].filter((layer) => everyLayer || layer === this.layerCount - 1);
    const results = wanted.map((layer) => new Float32Array(rows * this.#sizes[layer + 1]));
    for (let start = 0; start < rows; start += rowsTogether) {
      const count = Math.min(rowsTogether, rows - start);
      this.#memory.write(this.#scratch, features.subarray(start * width, (start + count) * width));
      call.trainingForward(this.#scratch, count);
      wanted.forEach((layer, index) => {
        const units = this.#sizes[layer + 1];
        results[index].set(this.#memory.copy(call.trainingValues(layer), count * units), start * units);
      });
    }
    return everyLayer ? results : results[0];
  }

  /** Rows of logits as probabilities. */
  probabilities(outputs) {
    const { call } = this.#memory, mark = call.mark();
    const memory = this.#memory.put(outputs);
    call.softmax(memory, memory, outputs.length / this.#outputs, this.#outputs);
    const result = this.#memory.copy(memory, outputs.length);
    call.release(mark);
    return result;
  }

  /** A layer's weights `[outputs, inputs]`, as model.safetensors has them, and its bias. */
  weights(layer) {
    const [inputs, outputs] = [this.#sizes[layer], this.#sizes[layer + 1]];
    const all = this.#memory.copy(this.#memory.call.trainingParameters(layer), inputs * outputs + outputs);
    const weight = new Float32Array(inputs * outputs);
    for (let output = 0; output < outputs; output += 1) {
      for (let input = 0; input < inputs; input += 1) weight[output * inputs + input] = all[input * outputs + output];
    }
    return { weight, bias: all.slice(inputs * outputs) };
  }

  /** The root mean square of the last step's gradients of a layer's weights: how much of the error reaches it. */
  gradientNorm(layer) {
    const count = this.#sizes[layer] * this.#sizes[layer + 1];
    const gradients = this.#memory.copy(this.#memory.call.trainingGradients(layer), count);
    return Math.sqrt(gradients.reduce((sum, value) => sum + value * value, 0) / count);
  }
}

/** The first points of a toy as `--dataset` makes them: { points, labels | targets, count, width }. */
export function toy(memory, name, seed, count) {
  const kind = oneOf("dataset", name, toys) + 1, mark = memory.call.mark();
  const address = memory.floats(2 * count);
  memory.call.toyPoints(kind, BigInt(seed), count, address);
  const points = memory.copy(address, 2 * count);
  memory.call.release(mark);
  const labels = Int32Array.from({ length: count }, (_, index) => index % 2);
  if (name !== "line") return { features: points, labels, count, width: 2 };
  return { features: points.filter((_, index) => index % 2 === 0), targets: points.filter((_, index) => index % 2 === 1), count, width: 1 };
}

/** Splits examples as `--validation` with a share does: [training, validation], each in the order of the examples. */
export function split(memory, examples, share, seed) {
  const { count, width, features, labels, targets } = examples, mark = memory.call.mark();
  const address = memory.floats(count);
  memory.call.splitOrder(BigInt(seed), count, address);
  const order = new Int32Array(memory.call.memory.buffer, address, count).slice();
  memory.call.release(mark);
  const held = Math.round(share * count);
  const part = (chosen) => {
    const rows = [...chosen].sort((a, b) => a - b), pick = (Kind, values, size) => {
      const result = new Kind(rows.length * size);
      rows.forEach((row, index) => result.set(values.subarray(row * size, (row + 1) * size), index * size));
      return result;
    };
    return { count: rows.length, width, features: pick(features.constructor, features, width),
      labels: labels && pick(Int32Array, labels, 1), targets: targets && pick(targets.constructor, targets, 1) };
  };
  return [part(order.slice(held)), held > 0 ? part(order.slice(0, held)) : null];
}
