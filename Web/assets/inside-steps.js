// One example on its way through the layers, numbers included.
import { answer, barTable, examplePicture, short, spread, truth, valueTable } from "./examples.js";
import { h } from "./dom.js";
import { percent } from "./format.js";
import { choice } from "./networks.js";
import { exampleValues, floats, magnitude, paintBars, paintInk, paintSigned, picture } from "./pictures.js";

// Channels of a layer that are drawn; the others stand in the table.
const mostChannels = 32;

export class ExampleSteps {
  constructor(inside, index) {
    Object.assign(this, { inside, index });
  }

  async show(place, output) {
    const { chosen } = this.inside;
    const query = [`example=${this.index}`, output === undefined ? "" : `output=${output}`,
      chosen ? `layer=${encodeURIComponent(chosen.layer)}&unit=${chosen.unit}` : ""].filter(Boolean).join("&");
    const found = await this.inside.ask(`steps?${query}`);
    if (!found) return;
    const { example, form } = found;
    const layers = this.inside.layerList.map((layer, index) => this.#layer(layer, floats(found.values[index]), form));
    place.replaceChildren(
      h("h2", {}, `Example ${example.index + 1} step by step`),
      h("p", {}, ...this.#words(found)),
      h("div", { class: "columns" },
        h("div", {}, h("h3", {}, "The example"), ...this.#input(found)),
        h("div", {}, h("h3", {}, "What the answer depends on"), ...this.#gradient(found, place))),
      h("ol", { class: "steps" }, ...layers),
      h("h3", {}, "The answer"), ...this.#outputs(found));
  }

  #words(found) {
    const { example } = found, is = truth(example), says = answer(found, example);
    if (found.kind === "reconstruction") return [`The network gives it back with a mean squared error of ${short(example.error)}.`];
    if (found.kind === "values") return [`Target ${is}, predicted ${says}, absolute error ${short(example.error)}.`];
    const isRight = example.label === example.predicted;
    return ["It is ", h("b", {}, is), "; the network says ", h("b", {}, says), isRight ? ", which is correct." : ", which is wrong."];
  }

  #input({ form, example }) {
    const values = exampleValues(example);
    const names = form.names ?? undefined;
    if (!form.width) return [barTable("Values of the example", names, values), valueTable("All values", names, values)];
    const image = examplePicture(form, example, `Example ${example.index + 1}`);
    image.classList.add("large");
    return [image, valueTable("The pixels as numbers, row by row", undefined, values, 3072)];
  }

  #gradient(found, place) {
    const gradient = floats(found.input_gradient), { form, outputs } = found;
    if (!gradient.length) return [h("p", {}, "A reconstruction has no single output whose gradient could be shown.")];
    const choose = h("p", { class: "row" }, choice("steps-output", "Gradient of the output", outputs.slice(0, 200).map((name, index) => [String(index), name]),
      String(found.output), async (value) => {
        await this.show(place, Number(value));
        place.querySelector("#steps-output")?.focus();
      }), " by the input");
    if (!form.width) return [choose, barTable("Gradient by input, as the network sees it", form.names, gradient)];
    const image = picture(`Gradient of ${outputs[found.output]} by each pixel`,
      (canvas) => paintSigned(canvas, gradient, form.width, form.height * form.channels));
    image.classList.add("large");
    if (form.channels > 1) image.classList.add("tall");
    return [choose, image, h("p", { class: "hint" }, `Pale orange: more ink raises the score of ${outputs[found.output]}; dark blue: lowers it. `
      + `Largest magnitude ${short(magnitude(gradient))}.`), valueTable("The gradient as numbers", undefined, gradient, 3072)];
  }

  #layer(layer, values, form) {
    const pictures = [];
    const [channels, height, width] = layer.shape;
    if (layer.shape.length === 3) {
      const area = height * width, limit = magnitude(values);
      for (let channel = 0; channel < Math.min(channels, mostChannels); channel += 1) {
        pictures.push(picture(`Channel ${channel} of ${layer.path}`,
          (canvas) => paintSigned(canvas, values.subarray(channel * area, (channel + 1) * area), width, height, limit)));
      }
    } else if (form.width && values.length === form.width * form.height * form.channels) {
      pictures.push(picture(`Output of ${layer.path}`,
        (canvas) => paintInk(canvas, spread(values), form.width, form.height, form.channels)));
    } else {
      pictures.push(picture(`The ${values.length} values of ${layer.path} as bars`, (canvas) => paintBars(canvas, [...values]), "bars-canvas wide"));
    }
    const zeros = values.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
    const low = values.reduce((least, value) => Math.min(least, value), Infinity), high = values.reduce((most, value) => Math.max(most, value), -Infinity);
    const notes = [`${layer.shape.join(" × ")} values from ${short(low)} to ${short(high)}`, zeros ? `${zeros} are 0` : "",
      channels > mostChannels && layer.shape.length === 3 ? `the first ${mostChannels} channels are drawn` : ""];
    return h("li", {}, h("h4", {}, h("code", {}, layer.path), ` ${layer.kind} ${layer.summary}`),
      h("div", { class: "row wrap" }, ...pictures), h("p", { class: "hint" }, `${notes.filter(Boolean).join("; ")}.`),
      valueTable("As numbers", undefined, values));
  }

  #outputs(found) {
    const { example, outputs } = found;
    if (found.kind === "reconstruction") return [h("p", {}, `The last step is the reconstruction; its mean squared error is ${short(example.error)}.`)];
    const text = found.are_probabilities ? percent : short;
    const options = { text, marked: example.label_index ?? -1, ...(found.are_probabilities ? { limit: 1 } : {}) };
    const tables = [barTable(found.are_probabilities ? "Probabilities" : "Outputs", outputs, example.outputs, options)];
    if (found.without) {
      const { layer, unit } = this.inside.chosen;
      tables.push(barTable(`With unit ${unit} of layer ${layer} switched off`, outputs, found.without, options));
    }
    return [h("div", { class: "columns" }, ...tables),
      found.without ? "" : h("p", { class: "hint" }, "Choose a unit above, and the answer without it stands beside this one.")];
  }
}
