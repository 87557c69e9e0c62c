// What each kind of layer computes, by the functions of fledge.wasm.
//
// An entry makes a node from a layer's description, its parameters (name → {shape, address}) and the shape of its
// input. `forward` writes a batch's output, `backward` the gradient of one example's input.

/** An activation with its number in `fledge_activation`. */
const activation = (code, parameter = () => 0) => Object.assign(
  (layer, parameters, shape) => {
    const size = product(shape), value = parameter(layer);
    return {
      shape,
      forward: ({ call }, [x], y, batch) => call.activation(code, value, x, y, batch * size),
      backward: ({ call }, x, y, dy, dx) => call.activationGradient(code, value, x, y, dy, dx, size),
    };
  }, { code });

/** A layer that changes no value when the network is used. */
const identity = (layer, parameters, shape) => {
  const bytes = product(shape) * 4;
  const copy = ({ call }, from, to, size) => new Uint8Array(call.memory.buffer).copyWithin(to, from, from + size);
  return {
    shape: layer.kind === "flatten" ? [product(shape)] : layer.kind === "reshape" ? layer.shape : shape,
    forward: (memory, [x], y, batch) => copy(memory, x, y, batch * bytes),
    backward: (memory, x, y, dy, dx) => copy(memory, dy, dx, bytes),
  };
};

/** A linear layer; `isTied` has the transposed weight of another one. */
const linear = (isTied) => (layer, { weight, bias }, shape) => {
  const [rows, columns] = weight.shape, [inner, outputs] = isTied ? [rows, columns] : [columns, rows];
  expectShape(layer, shape, [inner]);
  expectSize(layer, bias, [outputs]);
  // Element (k, c) of a packed matrix is at k · first + c · second of the weight.
  const pack = (memory, inputs, outputs, first, second) => {
    const panels = memory.floats(memory.call.linearPanelCount(inputs, outputs));
    memory.call.packLinear(weight.address, panels, inputs, outputs, first, second);
    return panels;
  };
  let panels, transposed;
  return {
    shape: [outputs],
    prepare: (memory) => {
      panels = isTied ? pack(memory, inner, outputs, outputs, 1) : pack(memory, inner, outputs, 1, inner);
      transposed = isTied ? pack(memory, outputs, inner, 1, outputs) : pack(memory, outputs, inner, inner, 1);
    },
    forward: ({ call }, [x], y, batch) => call.linear(x, panels, bias?.address ?? 0, y, batch, inner, outputs),
    backward: ({ call }, x, y, dy, dx) => call.linear(dy, transposed, 0, dx, 1, outputs, inner),
  };
};

/** The shape after a window has moved over images. */
const windowed = (layer, shape, channels) => {
  const { kernel, stride, padding } = layer, [, height, width] = shape;
  const size = (extent) => Math.floor((extent + 2 * padding - kernel) / stride) + 1;
  const isSound = kernel >= 1 && stride >= 1 && padding >= 0 && kernel <= Math.min(height, width) + 2 * padding;
  if (shape.length !== 3 || !isSound) {
    throw new Error(`${layer.path} (${layer.kind}): expected a window that fits into images, found ${shape}`);
  }
  return [channels, size(height), size(width)];
};

const convolution = (layer, { weight, bias }, shape) => {
  const [outputs] = weight.shape, output = windowed(layer, shape, outputs);
  const { kernel, stride, padding } = layer;
  expectSize(layer, weight, [outputs, shape[0], kernel, kernel]);
  expectSize(layer, bias, [outputs]);
  const window = [...shape, kernel, stride, padding, outputs];
  let packed, scratch;
  return {
    shape: output,
    prepare: (memory) => {
      packed = memory.floats(memory.call.convolutionPackedCount(...window));
      memory.call.packConvolution(weight.address, bias?.address ?? 0, packed, ...window);
      scratch = memory.floats(memory.call.convolutionScratchCount(...window));
    },
    forward: ({ call }, [x], y, batch) => call.convolution(x, packed, y, scratch, batch, ...window),
    backward: ({ call }, x, y, dy, dx) => call.convolutionGradient(dy, packed, dx, scratch, 1, ...window),
  };
};

const maxPool = (layer, parameters, shape) => {
  const window = [...shape, layer.kernel, layer.stride, layer.padding];
  return {
    shape: windowed(layer, shape, shape[0]),
    forward: ({ call }, [x], y, batch) => call.maxPool(x, y, batch, ...window),
    backward: ({ call }, x, y, dy, dx) => call.maxPoolGradient(x, dy, dx, 1, ...window),
  };
};

const averagePool = (layer, parameters, shape) => {
  const window = [...shape, layer.kernel, layer.stride, layer.padding];
  return {
    shape: windowed(layer, shape, shape[0]),
    forward: ({ call }, [x], y, batch) => call.averagePool(x, y, batch, ...window),
    backward: ({ call }, x, y, dy, dx) => call.averagePoolGradient(dy, dx, 1, ...window),
  };
};

const batchNorm = (layer, { weight, bias, running_mean: mean, running_var: variance }, shape) => {
  const [features] = shape, positions = product(shape) / features;
  for (const parameter of [weight, bias, mean, variance]) expectSize(layer, parameter, [features]);
  const [scale, shift, middle, spread] = [weight, bias, mean, variance].map(({ address }) => address);
  return {
    shape,
    forward: ({ call }, [x], y, batch) => call.batchNorm(x, scale, shift, middle, spread, y, batch, features, positions),
    backward: ({ call }, x, y, dy, dx) => call.batchNormGradient(scale, spread, dy, dx, 1, features, positions),
  };
};

const layerNorm = (layer, { weight, bias }, shape) => {
  const [features] = shape;
  for (const parameter of [weight, bias]) expectSize(layer, parameter, [features]);
  let saved;
  return {
    shape,
    reserve: (memory, batch) => { saved = memory.floats(2 * batch); },
    forward: ({ call }, [x], y, batch) => call.layerNorm(x, weight.address, bias.address, y, saved, batch, features),
    backward: ({ call }, x, y, dy, dx) => call.layerNormGradient(x, weight.address, dy, dx, saved, 1, features),
  };
};

const rmsNorm = (layer, { weight }, shape) => {
  const [features] = shape;
  expectSize(layer, weight, [features]);
  let saved;
  return {
    shape,
    reserve: (memory, batch) => { saved = memory.floats(batch); },
    forward: ({ call }, [x], y, batch) => call.rmsNorm(x, weight.address, y, saved, batch, features),
    backward: ({ call }, x, y, dy, dx) => call.rmsNormGradient(x, weight.address, dy, dx, saved, 1, features),
  };
};

const prelu = (layer, { weight }, shape) => {
  const [features] = shape;
  expectSize(layer, weight, [features]);
  return {
    shape,
    forward: ({ call }, [x], y, batch) => call.prelu(x, weight.address, y, batch, features),
    backward: ({ call }, x, y, dy, dx) => call.preluGradient(x, weight.address, dy, dx, 1, features),
  };
};

const softmax = (layer, parameters, shape) => ({
  shape,
  forward: ({ call }, [x], y, batch) => call.softmax(x, y, batch, product(shape)),
  backward: ({ call }, x, y, dy, dx) => call.softmaxGradient(y, dy, dx, 1, product(shape)),
});

const logSoftmax = (layer, parameters, shape) => ({
  shape,
  forward: ({ call }, [x], y, batch) => call.logSoftmax(x, y, batch, product(shape)),
  backward: ({ call }, x, y, dy, dx) => call.logSoftmaxGradient(y, dy, dx, 1, product(shape)),
});

/** The sum at the end of a residual block. */
const add = (layer, parameters, shape) => ({
  shape,
  forward: ({ call }, [a, b], y, batch) => call.add(a, b, y, batch * product(shape)),
  backward: identity(layer, {}, shape).backward,
});

export const kinds = {
  relu: activation(0),
  "leaky-relu": activation(1, ({ slope }) => slope),
  elu: activation(2, ({ alpha }) => alpha),
  selu: activation(3),
  gelu: activation(4),
  "gelu-tanh": activation(5),
  silu: activation(6),
  sigmoid: activation(7),
  tanh: activation(8),
  softplus: activation(9),
  "hard-tanh": activation(10),
  linear: linear(false),
  "tied-linear": linear(true),
  conv2d: convolution,
  "max-pool2d": maxPool,
  "average-pool2d": averagePool,
  "batch-norm": batchNorm,
  "layer-norm": layerNorm,
  "rms-norm": rmsNorm,
  prelu,
  softmax,
  "log-softmax": logSoftmax,
  reshape: identity,
  flatten: identity,
  dropout: identity,
  "gaussian-noise": identity,
  add,
};

function product(shape) { return shape.reduce((result, size) => result * size, 1); }

function expectShape(layer, found, expected) {
  if (String(found) !== String(expected)) {
    throw new Error(`${layer.path} (${layer.kind}): expected the shape [${expected}], found [${found}]`);
  }
}

function expectSize(layer, parameter, shape) {
  if (parameter) expectShape(layer, parameter.shape, shape);
}
