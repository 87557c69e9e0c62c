// Chooses the view by the address and keeps one of them open.
import { events } from "./api.js";
import { h } from "./dom.js";

/** Each view's address, its module, and its name in the navigation where it has one. */
const views = [
  ["runs", "./view-runs.js", "Runs"], ["run", "./view-run.js"], ["compare", "./view-compare.js"],
  ["studies", "./view-studies.js", "Studies"], ["train", "./view-train.js", "Train"], ["draw", "./view-draw.js", "Draw"],
  ["inside", "./view-inside.js", "Inside"], ["latent", "./view-latent.js", "Latent"],
  ["playground", "./view-playground.js", "Playground"], ["reports", "./view-reports.js", "Reports"],
];
const main = document.getElementById("view");
const navigation = document.getElementById("navigation");
const connection = document.getElementById("connection");
let open = null;

function address() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, ...rest] = path.split("/");
  const parameters = Object.fromEntries(new URLSearchParams(query ?? ""));
  if (rest.length) parameters.id = decodeURIComponent(rest.join("/"));
  // `#/runs/ID` is one run.
  return { name: name === "runs" && rest.length ? "run" : name || "runs", parameters };
}

async function show() {
  let [name, parameters] = ["", {}];
  try {
    ({ name, parameters } = address());
  } catch { /* An address with a damaged escape names no view. */ }
  const view = views.find(([known]) => known === name);
  const shown = name === "run" || name === "compare" ? "runs" : name;
  for (const link of navigation.querySelectorAll("a")) {
    if (link.dataset.view === shown) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  open?.abort();
  open = new AbortController();
  const { signal } = open;
  const content = h("div");
  main.replaceChildren(content);
  try {
    if (!view) throw new Error("There is no such view; choose one above.");
    const module = await import(view[1]);
    if (signal.aborted) return;
    document.title = `${module.title} – Fledge`;
    await module.show(content, parameters, signal);
  } catch (error) {
    if (signal.aborted || error.name === "AbortError") return;
    if (!content.querySelector("h1")) content.prepend(h("h1", {}, name === "run" ? parameters.id : views.find(([known]) => known === name)?.[2] ?? "Fledge"));
    content.append(h("p", { class: "problem", role: "alert" }, error.message));
  }
}

navigation.append(...views.filter(([, , label]) => label).map(([name, , label]) =>
  h("li", {}, h("a", { href: `#/${name}`, "data-view": name }, label))));
// The address names the view, so the link to the content must not change it.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
addEventListener("hashchange", (event) => {
  show();
  if (event.oldURL.split("?")[0] !== event.newURL.split("?")[0]) main.focus({ preventScroll: true });
});
events((name) => {
  if (name === "closed") connection.textContent = "The server does not answer; the page shows what it knew, and tries again.";
  if (name === "open") connection.textContent = "";
});
show();
