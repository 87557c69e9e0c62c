// Examples of a run's data as pictures or tables, whatever the data are.
import { h } from "./dom.js";
import { exampleValues, magnitude, paintBars, paintInk, picture } from "./pictures.js";

/** A number with about four significant digits. */
export function short(value) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}

/** What an example is, in words. */
export function truth(example) {
  if (example.label !== undefined) return example.label;
  return example.target?.length ? example.target.map(short).join(", ") : "";
}

/** What the network says of it, in words. */
export function answer(found, example) {
  if (found.kind === "classes") {
    const score = example.outputs?.[example.predicted_index];
    return `${example.predicted}${found.are_probabilities ? ` (${(100 * score).toFixed(1)} %)` : ""}`;
  }
  return found.kind === "values" ? example.outputs.map(short).join(", ") : `error ${short(example.error)}`;
}

/** The picture of an example, or its values as bars with their names in the label. */
export function examplePicture(form, example, label) {
  const values = exampleValues(example);
  if (form.width) {
    const grey = example.pixels ? values : spread(values);
    return picture(label, (canvas) => paintInk(canvas, grey, form.width, form.height, form.channels));
  }
  return picture(`${label}: ${values.length} values as bars`, (canvas) => paintBars(canvas, values), "bars-canvas");
}

/** Values that lie outside of 0…1, brought into it. */
export function spread(values) {
  const low = values.reduce((least, value) => Math.min(least, value), 0), high = values.reduce((most, value) => Math.max(most, value), low);
  return low >= 0 && high <= 1 ? values : Float32Array.from(values, (value) => (value - low) / (high - low || 1));
}

/** A button with an example's picture, its label and the answer. */
export function exampleTile(found, example, choose, caption) {
  const words = caption ?? `${truth(example)} → ${answer(found, example)}`;
  return h("button", { type: "button", class: "tile", onclick: choose },
    examplePicture(found.form, example, `Example ${example.index + 1}`), h("span", {}, words));
}

/** Names and values in a table that opens on demand. */
export function valueTable(title, names, values, most = 400) {
  const details = h("details", {}, h("summary", {}, title));
  details.addEventListener("toggle", () => {
    if (!details.open || details.children.length > 1) return;
    const rows = [...values].slice(0, most).map((value, index) =>
      h("tr", {}, h("th", { scope: "row" }, names?.[index] ?? String(index)), h("td", { class: "n" }, short(value))));
    details.append(h("div", { class: "scroll numbers", tabindex: "0", role: "region", "aria-label": title },
      h("table", { class: "plain" }, h("tbody", {}, ...rows)),
      values.length > most ? h("p", { class: "hint" }, `The first ${most} of ${values.length}.`) : ""));
  });
  return details;
}

/** Names with a bar and a number each; at most `most`, the largest magnitudes first where there are more. */
export function barTable(caption, names, values, { text = short, limit = magnitude([...values]), most = 20, marked = -1 } = {}) {
  let order = [...values.keys()];
  if (order.length > most) order = order.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a])).slice(0, most);
  const rows = order.map((index) => {
    const bar = h("span", { class: values[index] < 0 ? "bar negative" : "bar" });
    bar.style.width = `${limit > 0 ? Math.min(100, 100 * Math.abs(values[index]) / limit) : 0}%`;
    return h("tr", { class: index === marked ? "best" : "" }, h("th", { scope: "row" }, names[index] ?? String(index)),
      h("td", { class: "track" }, bar), h("td", { class: "n" }, text(values[index])));
  });
  const rest = values.length > order.length ? `, the ${order.length} largest of ${values.length}` : "";
  return h("table", { class: "bars" }, h("caption", {}, caption + rest), h("tbody", {}, ...rows));
}
