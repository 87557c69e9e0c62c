// The examples that the playground's settings choose, split and scaled as the command does it.
import { pointsAsCSV, readTable, scaleParts, tableExamples } from "./playground-data.js";
import { split, toy } from "./training.js";

/** The plane where the examples do not say how large it is. */
export const plainRange = { x: [-1.6, 1.6], y: [-1.6, 1.6] };

/**
 * What a network learns from, as `data` of a Training, and what the plane shows of it: `parts` (to learn from, then held out),
 * `names` of the features, `classes`, the two `axes` among the features, and their `range`. Throws where there is nothing to learn.
 */
export function prepareExamples(memory, state, table) {
  const { examples, scaling, axes } = chosenExamples(memory, state, table);
  let parts = split(memory, examples, state.validation, state.seed);
  if (parts[0].count === 0) throw new Error("Nothing is left to learn from; hold out less, or add examples.");
  if (scaling) parts = scaleParts(parts, examples, scaling);
  const { width, outputs, names, classes } = examples, [training, validation] = parts;
  const prepared = { names, classes, axes: width === 1 ? [0, 0] : axes, data: { width, outputs, training, validation },
    parts: parts.filter(Boolean).map((part, index) => ({ ...part, isHeldOut: index === 1 })) };
  return { ...prepared, range: state.data === "csv" || state.data === "line" ? rangeOf(prepared) : plainRange };
}

function chosenExamples(memory, { data, points, seed, count }, table) {
  if (data === "csv") {
    if (!table) throw new Error("Choose a CSV file, or drop one on the page.");
    return { examples: tableExamples(table, table.columns, table.label, table.isRegression), scaling: "per-feature", axes: table.axes };
  }
  if (data === "points") {
    if (new Set(points.map(({ label }) => label)).size < 2) throw new Error("Click into the plane to add points of two classes or more.");
    return { examples: tableExamples(readTable(pointsAsCSV(points), "points.csv"), [0, 1], 2, false), scaling: "none", axes: [0, 1] };
  }
  const found = toy(memory, data, seed, count);
  return { examples: { ...found, outputs: found.labels ? 2 : 1, classes: found.labels && ["0", "1"], names: found.width === 1 ? ["x"] : ["x", "y"] }, axes: [0, 1] };
}

/** The range of the two axes, and of the targets where there are any; a curve has its targets upwards. */
function rangeOf({ parts, axes: [across, up] }) {
  const column = (place) => parts.flatMap(({ features, width, count }) => Array.from({ length: count }, (_, row) => features[row * width + place]));
  const target = parts[0].targets && extent(parts.flatMap(({ targets }) => [...targets]));
  return { x: extent(column(across)), y: parts[0].width > 1 ? extent(column(up)) : target ?? [-1, 1], target };
}

function extent(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) { low = Math.min(low, value); high = Math.max(high, value); }
  const pad = (high - low || 2) * 0.08;
  return [low - pad, high + pad];
}
