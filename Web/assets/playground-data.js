// Tables and points for trainings in the browser, read and scaled as `fledge train --dataset csv` does.

/** Larger files are refused before they are read. */
export const largestFile = 2_000_000;
const numberForm = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const delimiters = { "\t": "tab", ";": "semicolon", ",": "comma", "|": "pipe" };

const parse = (text) => {
  const plain = text.trim();
  const value = numberForm.test(plain) ? Number(plain) : NaN;
  return Math.abs(value) < 3.4028235677973366e38 ? value : NaN;
};

/** The fields of a table: { names, hasHeader, delimiter, rows, lines }. Throws with the line of a mistake. */
export function readTable(text, file) {
  const plain = text.replace(/^\ufeff/, "");
  if (plain.includes("\0")) throw new Error(`${file}: expected a CSV file, found binary data`);
  const first = plain.split(/\r\n|\n|\r/, 20).filter((line) => line !== "" && !line.startsWith("#"));
  const count = (line, mark) => line.split(mark).length;
  const delimiter = Object.keys(delimiters).find((mark) => first.length > 0 && count(first[0], mark) > 1
    && first.slice(0, -1).every((line) => count(line, mark) === count(first[0], mark))) ?? ",";
  const rows = [], lines = [];
  for (const [row, line] of records(plain, delimiter, file)) {
    if (row.length === 1 && row[0] === "" || row[0].startsWith("#")) continue;
    if (rows.length && row.length !== rows[0].length) {
      throw new Error(`${file}, line ${line}: expected ${rows[0].length} columns, found ${row.length}`);
    }
    rows.push(row);
    lines.push(line);
    if (rows.length > 20_001) throw new Error(`${file}: expected at most 20,000 rows, found more; use fledge train for large tables`);
  }
  if (rows.length < 2) throw new Error(`${file}: expected a table of two rows or more, found ${rows.length}`);
  if (delimiter !== ",") readCommas(rows, file);
  const hasHeader = rows[0].some((field, index) => Number.isNaN(parse(field)) && !Number.isNaN(parse(rows[1][index])))
    || rows[0].every((field) => Number.isNaN(parse(field)) && field !== "");
  const names = hasHeader ? rows.shift() : rows[0].map((_, index) => `column ${index + 1}`);
  if (hasHeader) lines.shift();
  return { file, names, hasHeader, delimiter: delimiters[delimiter], rows, lines };
}

/** Decimal commas become points, where a table has no points in its numbers. */
function readCommas(rows, file) {
  const comma = /^\s*[+-]?\d*,\d+([eE][+-]?\d+)?\s*$/, fields = rows.flat();
  if (!fields.some((field) => comma.test(field))) return;
  if (fields.some((field) => field.includes(".") && !Number.isNaN(parse(field)))) {
    throw new Error(`${file}: expected one decimal mark, found numbers with commas and others with points`);
  }
  for (const row of rows) row.forEach((field, index) => { if (comma.test(field)) row[index] = field.replace(",", "."); });
}

/** Records with the lines on which they begin (RFC 4180). */
function* records(text, delimiter, file) {
  let line = 1, begin = 1, fields = [], field = "", isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index];
    if (isQuoted) {
      if (letter === '"' && text[index + 1] === '"') { field += '"'; index += 1; } else if (letter === '"') isQuoted = false;
      else { field += letter; if (letter === "\n") line += 1; }
    } else if (letter === '"' && field === "") isQuoted = true;
    else if (letter === delimiter) { fields.push(field); field = ""; }
    else if (letter === "\n" || letter === "\r") {
      if (letter === "\r" && text[index + 1] === "\n") index += 1;
      yield [[...fields, field], begin];
      [fields, field, line] = [[], "", line + 1];
      begin = line;
    } else field += letter;
  }
  if (isQuoted) throw new Error(`${file}, line ${begin}: expected a closing quote, found the end of the file`);
  if (field !== "" || fields.length) yield [[...fields, field], begin];
}

/** Whether every field of a column is a number. */
export const isNumeric = (table, column) => table.rows.every((row) => !Number.isNaN(parse(row[column])));

const byCodePoint = (a, b) => {
  const [x, y] = [[...a], [...b]];
  const at = x.findIndex((letter, index) => letter !== y[index]);
  return at < 0 ? x.length - y.length : at >= y.length ? 1 : x[at].codePointAt(0) - y[at].codePointAt(0);
};

/** The classes of labels in the command's order: numbers by value, other names by code point. */
function classesOf(labels) {
  const numbers = labels.map(parse);
  if (numbers.some(Number.isNaN)) {
    const names = [...new Set(labels)].sort(byCodePoint);
    const places = new Map(names.map((name, index) => [name, index]));
    return { names, indices: Int32Array.from(labels, (label) => places.get(label)) };
  }
  const values = [...new Set(numbers)].sort((a, b) => a - b), places = new Map(values.map((value, index) => [value, index]));
  return { names: values.map(String), indices: Int32Array.from(numbers, (value) => places.get(value)) };
}

/** The examples of a table: features as doubles, and labels with `classes`, or targets for a regression. */
export function tableExamples(table, columns, label, isRegression) {
  const number = (row, column) => {
    const text = table.rows[row][column], value = parse(text);
    if (Number.isNaN(value)) {
      throw new Error(`${table.file}, line ${table.lines[row]}, column ${column + 1} (${table.names[column]}): expected a number, `
        + `found ${text.trim() === "" ? "nothing" : `“${text.slice(0, 40)}”`}`);
    }
    return value;
  };
  if (!columns.length) throw new Error(`${table.file}: expected a column to learn from, found none; tick one`);
  const count = table.rows.length, width = columns.length, features = new Float64Array(count * width);
  for (let row = 0; row < count; row += 1) columns.forEach((column, index) => { features[row * width + index] = number(row, column); });
  // Cells are floats up to the first whole number that is none, as in the command.
  const { fround } = Math, double = features.findIndex((value) => Math.abs(value) > 2 ** 24 && fround(value) !== value);
  const areFloats = double < 0;
  features.subarray(0, areFloats ? features.length : double).forEach((value, index) => { features[index] = fround(value); });
  const names = columns.map((column) => table.names[column]);
  if (names.every((name) => /^(pixel|px)/i.test(name))) {
    throw new Error(`${table.file}: expected columns of numbers, found pixels (${names[0]}, …); use fledge train for pictures`);
  }
  if (isRegression) {
    return { count, width, features, areFloats, targets: Float64Array.from({ length: count }, (_, row) => number(row, label)), outputs: 1, names };
  }
  const classes = classesOf(table.rows.map((row) => row[label]));
  if (classes.names.length < 2 || classes.names.length > 10) {
    throw new Error(`${table.file}, column ${label + 1} (${table.names[label]}): expected 2 to 10 classes, found ${classes.names.length}`
      + (classes.names.length > 10 ? "; choose regression for real values" : ""));
  }
  return { count, width, features, areFloats, labels: classes.indices, outputs: classes.names.length, classes: classes.names, names };
}

/** Mean and 1 / σ of one column of values, in the order and with the rounding of the command's sums. */
function scaleOf(values, width, column) {
  const count = values.length / width;
  let sum = 0, squares = 0;
  for (let row = 0; row < count; row += 1) sum += values[row * width + column];
  const mean = sum / count;
  for (let row = 0; row < count; row += 1) {
    // Not `**`, which need not round as a product does.
    const difference = values[row * width + column] - mean;
    squares += difference * difference;
  }
  const deviation = Math.sqrt(squares / count);
  return { mean, scale: deviation <= Math.abs(mean) * 1e-12 ? 1 : 1 / deviation };
}

/** Scales parts (training first) as `--scaling per-feature` does, or makes them floats alone with `none`. */
export function scaleParts(parts, examples, scaling) {
  const [training] = parts, { width } = training, { areFloats } = examples, { fround } = Math;
  const scales = Array.from({ length: width }, (_, column) => scaling === "none" ? { mean: 0, scale: 1 } : scaleOf(training.features, width, column));
  const target = training.targets && scaling !== "none" ? scaleOf(training.targets, 1, 0) : { mean: 0, scale: 1 };
  const scaled = (features) => Float32Array.from(features, (value, index) => {
    const { mean, scale } = scales[index % width];
    if (scaling === "none") return value;
    return areFloats ? fround(value - fround(mean)) * fround(scale) : (value - mean) * scale;
  });
  return parts.map((part) => part && { ...part, features: scaled(part.features),
    targets: part.targets && Float32Array.from(part.targets, (value) => (value - target.mean) * target.scale) });
}

// Points of one's own: places on a grid of 1/400, five letters each in an address.
const middle = 648;

export const snap = (value) => Math.max(-middle, Math.min(middle - 1, Math.round(value * 400))) / 400;

export const encodePoints = (points) => points.map(({ x, y, label }) =>
  [x, y].map((value) => (Math.round(value * 400) + middle).toString(36).padStart(2, "0")).join("") + label).join("");

export function decodePoints(text) {
  const points = [];
  for (const [, x, y, label] of text.matchAll(/([0-9a-z]{2})([0-9a-z]{2})([0-3])/g)) {
    points.push({ x: (parseInt(x, 36) - middle) / 400, y: (parseInt(y, 36) - middle) / 400, label: Number(label) });
  }
  return points;
}

/** The points as a table for the command. */
export const pointsAsCSV = (points) => `x,y,class\n${points.map(({ x, y, label }) => `${x},${y},${"ABCD"[label]}\n`).join("")}`;

/** The points with one more, or without the one that is there. */
export function togglePoint(points, place, label) {
  const near = points.findIndex(({ x, y }) => Math.hypot(x - place.x, y - place.y) < 0.05);
  if (near >= 0) return points.toSpliced(near, 1);
  if (points.length >= 400) throw new Error("Expected at most 400 points, since the address holds them; remove some.");
  return [...points, { x: snap(place.x), y: snap(place.y), label }];
}
