// What the playground paints: the plane with its examples, the responses of units, and the pictures of the toys.

/** Colours as [red, green, blue], from the variables of playground.css. */
export function palette(element) {
  const style = getComputedStyle(element);
  const read = (name) => {
    const text = style.getPropertyValue(name).trim();
    return [1, 3, 5].map((start) => parseInt(text.slice(start, start + 2), 16));
  };
  return { ground: read("--pg-ground"), ink: read("--pg-ink"), classes: Array.from({ length: 10 }, (_, index) => read(`--pg-${index}`)) };
}

const css = ([red, green, blue]) => `rgb(${red | 0} ${green | 0} ${blue | 0})`;

/** Makes a canvas as fine as the screen; returns its context and its side in CSS pixels. */
function fit(canvas) {
  const side = canvas.clientWidth || 300, scale = Math.min(devicePixelRatio || 1, 2);
  if (canvas.width !== Math.round(side * scale)) canvas.width = canvas.height = Math.round(side * scale);
  const context = canvas.getContext("2d");
  context.setTransform(canvas.width / side, 0, 0, canvas.height / side, 0, 0);
  return { context, side };
}

/** The features of a grid of `size` × `size` places, from the upper left; all but the two `axes` are 0. */
export function grid(size, range, width, axes) {
  const features = new Float32Array(size * size * width);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const at = (row * size + column) * width;
      features[at + axes[0]] = range.x[0] + (column + 0.5) / size * (range.x[1] - range.x[0]);
      if (width > 1) features[at + axes[1]] = range.y[1] - (row + 0.5) / size * (range.y[1] - range.y[0]);
    }
  }
  return features;
}

const share = (value, [low, high]) => (value - low) / (high - low);

/** A picture of `size` × `size` colours in a small canvas. */
function picture(size, colour) {
  const small = document.createElement("canvas");
  small.width = small.height = size;
  const context = small.getContext("2d"), image = context.createImageData(size, size);
  for (let index = 0; index < size * size; index += 1) {
    const found = colour(index);
    for (let part = 0; part < 3; part += 1) image.data[4 * index + part] = found[part];
    image.data[4 * index + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return small;
}

const mix = (a, b, amount) => [0, 1, 2].map((part) => a[part] + (b[part] - a[part]) * amount);

/** The colour of a value from −1 to 1. */
const signed = (colours, value) => mix(colours.ground, colours.classes[value > 0 ? 0 : 1], Math.min(1, Math.abs(value)));

/** Paints probabilities `[size², classes]`, or values where their range is given as `target`, below the examples. */
export function paintPlane(canvas, { size, values, outputs, target, examples, range, axes, colours, cursor }) {
  const { context, side } = fit(canvas);
  context.imageSmoothingEnabled = true;
  const colour = target
    ? (index) => signed(colours, 1.6 * (share(values[index], target) - 0.5))
    : (index) => {
      const sum = [0, 0, 0];
      let best = 0;
      for (let part = 0; part < outputs; part += 1) {
        const probability = values[index * outputs + part];
        best = Math.max(best, probability);
        for (let channel = 0; channel < 3; channel += 1) sum[channel] += probability * colours.classes[part][channel];
      }
      // Where the network is undecided the ground shows: that is the boundary.
      return mix(colours.ground, sum, 0.12 + 0.5 * (best - 1 / outputs) / (1 - 1 / outputs));
    };
  context.drawImage(picture(size, colour), 0, 0, side, side);
  const x = (value) => share(value, range.x) * side, y = (value) => (1 - share(value, range.y)) * side;
  for (const part of examples) {
    const { features, labels, targets, count, width, isHeldOut } = part;
    const radius = count > 700 ? 2.2 : count < 60 ? 5 : side < 330 ? 2.8 : 3.4;
    for (let index = 0; index < count; index += 1) {
      const point = labels ? colours.classes[labels[index]] : mix(colours.ink, signed(colours, 2 * (share(targets[index], target) - 0.5)), 0.8);
      drawMark(context, x(features[index * width + axes[0]]), y(features[index * width + axes[1]]), radius, labels?.[index] ?? 0, point, colours.ground, isHeldOut);
    }
  }
  if (cursor) {
    context.strokeStyle = css(colours.ink);
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x(cursor.x) - 9, y(cursor.y)); context.lineTo(x(cursor.x) + 9, y(cursor.y));
    context.moveTo(x(cursor.x), y(cursor.y) - 9); context.lineTo(x(cursor.x), y(cursor.y) + 9);
    context.stroke();
  }
}

/** A point in the shape of its class; one that is held out is a ring. */
function drawMark(context, x, y, radius, label, colour, ground, isHeldOut) {
  context.beginPath();
  switch (label % 4) {
    case 1: context.rect(x - radius * 0.88, y - radius * 0.88, radius * 1.76, radius * 1.76); break;
    case 2: context.moveTo(x, y - radius * 1.2); context.lineTo(x + radius * 1.1, y + radius); context.lineTo(x - radius * 1.1, y + radius); context.closePath(); break;
    case 3: context.moveTo(x, y - radius * 1.3); context.lineTo(x + radius * 1.3, y); context.lineTo(x, y + radius * 1.3); context.lineTo(x - radius * 1.3, y); context.closePath(); break;
    default: context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fillStyle = css(isHeldOut ? ground : colour);
  context.strokeStyle = css(isHeldOut ? colour : ground);
  context.lineWidth = isHeldOut ? 1.6 : 0.9;
  context.fill();
  context.stroke();
}

/** Paints a curve over one feature, with the examples as points. */
export function paintCurve(canvas, { xs, ys, examples, range, colours }) {
  const { context, side } = fit(canvas);
  context.fillStyle = css(colours.ground);
  context.fillRect(0, 0, side, side);
  const x = (value) => share(value, range.x) * side, y = (value) => (1 - share(value, range.y)) * side;
  for (const { features, targets, count, isHeldOut } of examples) {
    for (let index = 0; index < count; index += 1) drawMark(context, x(features[index]), y(targets[index]), 3, 0, colours.classes[0], colours.ground, isHeldOut);
  }
  context.strokeStyle = css(colours.classes[1]);
  context.lineWidth = 3.5;
  context.beginPath();
  xs.forEach((value, index) => context[index ? "lineTo" : "moveTo"](x(value), y(ys[index])));
  context.stroke();
}

/** Paints a unit's values over a grid, by the largest of their sizes. */
export function paintUnit(canvas, values, units, unit, size, colours) {
  let most = 1e-9;
  for (let index = unit; index < values.length; index += units) most = Math.max(most, Math.abs(values[index]));
  if (canvas.width !== size) canvas.width = canvas.height = size;
  canvas.getContext("2d").drawImage(picture(size, (index) => signed(colours, values[index * units + unit] / most)), 0, 0);
}

/** A toy's points as a small picture. */
export function paintToy(canvas, { features, labels, targets, count, width }, colours) {
  const { context, side } = fit(canvas);
  context.clearRect(0, 0, side, side);
  for (let index = 0; index < count; index += 1) {
    const x = width === 1 ? features[index] / 1.3 : features[2 * index] / 1.75;
    const y = width === 1 ? (targets[index] - 0.5) / 2.6 : features[2 * index + 1] / 1.75;
    context.fillStyle = css(colours.classes[labels?.[index] ?? 0]);
    context.beginPath();
    context.arc((x + 1) / 2 * side, (1 - y) / 2 * side, 1.7, 0, 2 * Math.PI);
    context.fill();
  }
}
