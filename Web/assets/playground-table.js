// A table of one's own in the playground: how its file is opened, and the choice of its columns.
import { h } from "./dom.js";
import { isNumeric, largestFile, readTable } from "./playground-data.js";

/** Reads a file that was chosen or dropped; one that is too large is refused unread. */
export async function openTable(file) {
  if (file.size > largestFile) {
    throw new Error(`${file.name}: expected at most ${largestFile / 1e6} MB, found ${(file.size / 1e6).toFixed(1)} MB; train it with fledge train --dataset csv`);
  }
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error(`${file.name}: expected UTF-8 text, found other bytes`);
  }
  const table = readTable(text, file.name), { names } = table;
  if (names.length < 2) throw new Error(`${file.name}: expected two columns or more, found ${names.length}; is the delimiter a comma, semicolon, tab or bar?`);
  const known = ["label", "class", "target", "y"].map((name) => names.findIndex((other) => other.toLowerCase() === name)).find((index) => index >= 0);
  const label = known ?? names.findIndex((_, index) => !isNumeric(table, index));
  return withLabel(table, label < 0 ? names.length - 1 : label);
}

/** The table with another column to learn, all other columns of numbers as features. */
function withLabel(table, label) {
  const columns = table.names.map((_, index) => index).filter((index) => index !== label && isNumeric(table, index)).slice(0, 64);
  const values = new Set(table.rows.map((row) => row[label]));
  return { ...table, label, columns, axes: [0, Math.min(1, columns.length - 1)], isRegression: isNumeric(table, label) && values.size > 10 };
}

/** The table with what was chosen in `tableTools`. */
export function withChoice(table, { across, up, ...choice }) {
  const next = { ...table, ...choice };
  if (choice.label !== undefined) return withLabel(next, choice.label);
  if (choice.columns) next.axes = [0, Math.min(1, next.columns.length - 1)];
  if (across !== undefined) next.axes = [next.columns.indexOf(across), next.axes[1]];
  if (up !== undefined) next.axes = [next.axes[0], next.columns.indexOf(up)];
  return next;
}

/** The choice of a file and, once it is read, of its columns. */
export function tableTools(table, onFile, onChange) {
  const input = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv", onchange: (event) => onFile(event.target.files[0]) });
  const parts = [h("label", { class: "pg-field" }, "A CSV file (or drop it on the page)", input)];
  if (table) {
    const { names, label, columns, isRegression, axes } = table;
    const column = (text, value, options, name) => {
      const control = h("select", { onchange: () => onChange({ [name]: Number(control.value) }) }, options.map((index) => h("option", { value: index }, names[index])));
      control.value = String(value);
      return h("label", { class: "pg-field" }, text, control);
    };
    const all = names.map((_, index) => index);
    const task = h("select", { onchange: () => onChange({ isRegression: task.value === "regression" }) },
      h("option", {}, "classification"), h("option", {}, "regression"));
    task.value = isRegression ? "regression" : "classification";
    parts.push(h("p", {}, h("b", {}, table.file), `: ${table.rows.length.toLocaleString("en")} rows`),
      column("Column to learn", label, all, "label"), h("label", { class: "pg-field" }, "Task", task),
      h("fieldset", {}, h("legend", {}, "Columns to learn from"), all.filter((index) => index !== label).map((index) => {
        const box = h("input", { type: "checkbox", onchange: () => onChange({ columns: all.filter((other) => other === index ? box.checked : columns.includes(other)) }) });
        box.checked = columns.includes(index);
        return h("label", {}, box, names[index]);
      })));
    if (columns.length > 1) {
      parts.push(column("Across", columns[axes[0]], columns, "across"), column("Up", columns[axes[1]], columns, "up"));
      if (columns.length > 2) parts.push(h("p", { class: "hint" }, "The plane shows two of the columns; the others are at their means."));
    }
  }
  return h("div", { class: "pg-table" }, parts);
}
