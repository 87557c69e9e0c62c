// Pictures of numbers on canvases: ink for what was drawn or photographed, blue to orange for weights.

/** The 32-bit floats in base 64 text. */
export function floats(text) { return new Float32Array(bytes(text).buffer); }

/** The bytes in base 64 text. */
export function bytes(text) { return Uint8Array.from(atob(text ?? ""), (letter) => letter.charCodeAt(0)); }

// As in Fledge's charts: lightness rises from the most negative value to the most positive, so signs can be told apart
// without colour.
const ramp = [[8, 40, 90], [58, 106, 160], [150, 154, 160], [228, 168, 98], [255, 243, 222]];

function signedColor(share) {
  const place = (Math.min(1, Math.max(-1, share)) + 1) / 2 * (ramp.length - 1);
  const below = Math.min(Math.floor(place), ramp.length - 2);
  return ramp[below].map((start, index) => start + (ramp[below + 1][index] - start) * (place - below));
}

function paint(canvas, width, height, color) {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d"), image = context.createImageData(width, height);
  for (let index = 0; index < width * height; index += 1) image.data.set(color(index), 4 * index);
  context.putImageData(image, 0, 0);
}

/** Values from 0 (paper) to 1 (ink); three planes are red, green and blue. The style sheet turns ink light in the dark. */
export function paintInk(canvas, values, width, height, channels = 1) {
  const area = width * height, level = (value) => Math.round(255 * Math.min(1, Math.max(0, value)));
  canvas.classList.toggle("ink", channels !== 3);
  paint(canvas, width, height, channels === 3
    ? (index) => [level(values[index]), level(values[area + index]), level(values[2 * area + index]), 255]
    : (index) => [0, 0, 0, level(values[index])]);
}

/** Values of both signs, up to one magnitude. */
export function paintSigned(canvas, values, width, height, limit = magnitude(values)) {
  canvas.classList.remove("ink");
  paint(canvas, width, height, (index) => [...signedColor(limit > 0 ? values[index] / limit : 0), 255]);
}

/** Values of both signs as bars beside each other. */
export function paintBars(canvas, values, limit = magnitude(values)) {
  // Whole pixels, so that all bars are equally wide.
  const height = 48, middle = height / 2, step = Math.max(1, Math.round(480 / values.length)), width = step * values.length;
  canvas.classList.remove("ink");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  values.forEach((value, index) => {
    const size = limit > 0 ? value / limit * (middle - 1) : 0;
    context.fillStyle = value < 0 ? "#3a78c0" : "#c77422";
    context.fillRect(index * step, size < 0 ? middle : middle - size, step > 3 ? step - Math.ceil(step / 12) : step, Math.abs(size) || .5);
  });
}

/** The largest magnitude of some values. */
export function magnitude(values) { return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0); }

/** What an example of the server holds, as values from 0 to 1 where it is a picture. */
export function exampleValues(example) {
  return example.pixels ? Float32Array.from(bytes(example.pixels), (value) => value / 255) : floats(example.features);
}

/** A canvas with a picture and a text for those who do not see it. */
export function picture(label, draw, style = "pixels") {
  const canvas = document.createElement("canvas");
  canvas.className = style;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  draw(canvas);
  return canvas;
}
