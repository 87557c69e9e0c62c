// Elements by their text alone: no value becomes markup.

/** An element with attributes and children; `on…` attributes are listeners, and absent values leave an attribute out. */
export function h(tag, attributes, ...children) { return filled(document.createElement(tag), attributes, children); }

/** The same for SVG. */
export function s(tag, attributes, ...children) { return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children); }

/** Appends children, lists of them included; what is absent is left out. */
export function put(element, ...children) {
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false && child !== ""));
}

function filled(element, attributes = {}, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  put(element, children);
  return element;
}

const isNumeral = (cell) => typeof cell === "number" || typeof cell === "string" && /^[−-]?[\d.,]+(e[+−-]?\d+)?( %| [kMG]?B)?$/.test(cell);

/** A table of rows; columns of numbers stand to the right. */
export function table(columns, rows, { caption } = {}) {
  const isNumber = columns.map((_, index) => rows.some((row) => isNumeral(row[index]))
    && rows.every((row) => isNumeral(row[index]) || ["", "–", null, undefined].includes(row[index])));
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption ?? columns.join(", ") },
    h("table", {}, caption && h("caption", { class: "hidden" }, caption),
      h("thead", {}, h("tr", {}, columns.map((name, index) => h("th", { class: isNumber[index] && "n", scope: "col" }, name)))),
      h("tbody", {}, rows.map((row) =>
        h("tr", {}, row.map((cell, index) => h("td", { class: isNumber[index] && "n" }, cell instanceof Node ? cell : String(cell ?? ""))))))));
}

/** Where a pointer is in an element, as shares of its width and height. */
export function within(element, { clientX, clientY }) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [(clientX - left) / width, (clientY - top) / height];
}

/** Saves a text as a file. */
export function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: address, download: name.replace(/[^\w.-]+/g, "-") }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** A button that saves what `text` gives as a file. */
export function download(label, name, type, text) {
  return h("button", { type: "button", class: "link", onclick: () => save(name, type, text()) }, label);
}
