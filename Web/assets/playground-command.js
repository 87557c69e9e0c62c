// The command that trains the network which the playground shows.
import { h } from "./dom.js";

const quoted = (text) => /^[\w./,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** The command for `epochs` epochs; `table` is that of a CSV file, with its chosen columns. */
function command(state, epochs, table) {
  const flags = [];
  if (state.data === "points") {
    flags.push(["dataset", "csv"], ["data", "points.csv"], ["label", "class"], ["task", "classification"], ["scaling", "none"]);
  } else if (state.data === "csv") {
    const name = (column) => table.hasHeader && !table.names[column].includes(",") && table.names.filter((other) => other === table.names[column]).length === 1
      ? table.names[column] : String(column + 1);
    flags.push(["dataset", "csv"], ["data", table.file], ["label", name(table.label)], ["features", table.columns.map(name).join(",")],
      ["task", table.isRegression ? "regression" : "classification"], ["header", table.hasHeader ? "yes" : "no"],
      ["delimiter", table.delimiter], ["scaling", "per-feature"]);
  } else flags.push(["dataset", state.data], ["examples", state.count]);
  flags.push(["validation", state.validation], ["layers", state.layers.join(",")], ["activation", state.activation],
    ["optimizer", state.optimizer], ["learning-rate", state.learningRate], ["batch-size", state.batchSize]);
  for (const [flag, name] of [["weight-decay", "weightDecay"], ["noise", "noise"], ["dropout", "dropout"]]) {
    if (state[name] !== 0) flags.push([flag, state[name]]);
  }
  flags.push(["epochs", epochs], ["seed", state.seed]);
  return `fledge train ${flags.map(([flag, value]) => `--${flag} ${quoted(String(value))}`).join(" ")}`;
}

/** The command, what to know about it, and the button that copies it. */
export class CommandPanel {
  #text = h("code", {});
  #note = h("p", { class: "hint" });
  #button = h("button", { type: "button", title: "Copies the command below", onclick: () => this.#copy() }, "Copy as fledge train command");
  element = h("section", { class: "panel" }, h("h2", {}, "The same in the command"), h("pre", { tabindex: 0, "aria-label": "Command" }, this.#text), this.#button, this.#note);

  /** Shows the command for the epochs of a training, or none. */
  show(training, state, table) {
    const { epoch, stepInEpoch } = training ?? {};
    const texts = training ? [command(state, Math.max(1, epoch), table), [
      epoch === 0 ? "It trains for the first epoch." : stepInEpoch > 0 ? `It stops after epoch ${epoch}, where whole epochs end.` : "It ends with the weights that are shown, to the bit.",
      state.data === "points" ? "It needs the file of “Download points.csv”." : state.data === "csv" ? "Run it in the folder of the file." : ""].join(" ")] : ["", ""];
    // Text that is left alone keeps a reader's selection.
    [this.#text, this.#note].forEach((element, index) => { if (element.textContent !== texts[index]) element.textContent = texts[index]; });
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#text.textContent);
      this.#button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(this.#text);
      this.#button.textContent = "Selected: press Ctrl-C";
    }
    setTimeout(() => { this.#button.textContent = "Copy as fledge train command"; }, 2000);
  }
}
