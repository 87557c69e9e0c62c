// Starts a training from a form or from YAML.
import { get, post } from "./api.js";
import { h, put } from "./dom.js";

export const title = "Train";

/** The settings that most trainings set, in this order; the others are folded away. */
const first = ["dataset", "data", "label", "examples", "layers", "convolutions", "autoencoder", "activation", "dropout", "optimizer", "learning-rate", "batch-size", "epochs", "seed"];
const groups = [["data", "Data"], ["network", "Network"], ["training", "Training"], ["operation", "How it is carried out"]];

export async function show(main, parameters, signal) {
  const schema = await get("/api/schema", signal);
  const fields = new Map();
  const name = h("input", { id: "run-name", placeholder: "the next free number", maxlength: 120 });
  const problem = h("p", { class: "problem", role: "alert" });
  const isYAML = parameters.as === "yaml";
  const yaml = h("textarea", { id: "yaml", spellcheck: "false", "aria-describedby": "yaml-hint" });
  yaml.value = parameters.yaml ?? "dataset: mnist\nlayers: [64, 32]\nexamples: 5000\nepochs: 5\n";
  const form = h("form", {}, h("p", { class: "row" }, h("label", { for: "run-name" }, "Name of the run "), name),
    isYAML ? yamlPart() : settingsPart(), problem, h("p", {}, h("button", { class: "primary" }, "Start the training")));
  put(main, h("h1", {}, title), h("p", { class: "row", role: "group", "aria-label": "How to say the settings" },
    isYAML ? h("a", { href: "#/train" }, "as a form") : h("strong", {}, "as a form"),
    isYAML ? h("strong", {}, "as YAML") : h("a", { href: "#/train?as=yaml" }, "as YAML")), form);

  function yamlPart() {
    return h("div", {}, h("label", { for: "yaml" }, "Settings"), h("p", { class: "hint", id: "yaml-hint" },
      "One setting in each line, as `fledge train` prints them in config.yaml; what is left out has its default."), yaml);
  }

  function settingsPart() {
    const part = (settings) => h("div", { class: "form" }, settings.map(field));
    const byKey = new Map(schema.map((setting) => [setting.key, setting]));
    const usual = first.filter((key) => byKey.has(key)).map((key) => byKey.get(key));
    return h("div", {}, h("fieldset", {}, h("legend", {}, "Most used"), part(usual)), groups.map(([group, text]) => {
      const rest = schema.filter((setting) => setting.group === group && !first.includes(setting.key));
      return rest.length ? h("details", {}, h("summary", {}, `${text}: ${rest.length} more`), h("fieldset", {}, h("legend", {}, text), part(rest))) : "";
    }));
  }

  function field(setting) {
    const id = `set-${setting.key}`, described = `${id}-hint`;
    const standard = (setting.default_text ?? setting.default).replace(/^\[(.*)\]$/, "$1") || "none";
    let input;
    if (setting.kind === "choice" || setting.kind === "flag") {
      const choices = setting.kind === "flag" ? ["yes", "no"] : setting.choices;
      input = h("select", { id, "aria-describedby": described }, h("option", { value: "" }, `${standard} (default)`),
        choices.map((choice) => h("option", { value: choice }, choice)));
    } else {
      input = h("input", { id, placeholder: standard, "aria-describedby": described, autocomplete: "off" });
    }
    if (parameters[setting.key] !== undefined) input.value = parameters[setting.key];
    fields.set(setting.key, input);
    return h("div", {}, h("label", { for: id }, setting.key), h("p", { class: "hint", id: described }, setting.help), input);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    for (const input of fields.values()) input.removeAttribute("aria-invalid");
    const body = { name: name.value };
    if (isYAML) {
      body.yaml = yaml.value;
    } else {
      body.settings = {};
      for (const [key, input] of fields) {
        const setting = schema.find((one) => one.key === key);
        const value = input.value.trim();
        if (value !== "") body.settings[key] = setting.kind === "list" && !value.startsWith("[") ? `[${value}]` : value;
      }
    }
    const button = form.querySelector("button.primary");
    button.disabled = true;
    button.textContent = "Starting …";
    try {
      const { id } = await post("/api/trainings", body, signal);
      location.hash = `#/runs/${encodeURIComponent(id)}`;
    } catch (error) {
      if (signal.aborted) return;
      problem.textContent = error.message;
      const key = [...fields.keys()].sort((a, b) => b.length - a.length).find((one) => error.message.includes(one));
      if (key) {
        fields.get(key).setAttribute("aria-invalid", "true");
        fields.get(key).closest("details")?.setAttribute("open", "");
        fields.get(key).focus();
      }
    } finally {
      button.disabled = false;
      button.textContent = "Start the training";
    }
  });
}
