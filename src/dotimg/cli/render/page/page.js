"use strict";

const MOST_RESULTS = 50;
const NAMES = ["version", "purpose", "app", "os", "arch"]; // each may change what the next offers
const byId = (id) => document.getElementById(id);

/** The document that `data.py` put into an element. */
async function unpack(id) {
  const bytes = Uint8Array.from(atob(byId(id).textContent), (char) => char.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(plain).text());
}

/** An element with properties and children; texts never become markup. */
function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function factsList(facts) {
  return make("dl", { className: "facts" },
    ...facts.flatMap(([label, text]) => [make("dt", {}, label), make("dd", {}, text)]));
}

/** A button that copies a text, which stands in an element. */
function copyButton(label, code, copied) {
  const button = make("button", { type: "button", className: "copy" }, "Copy");
  button.setAttribute("aria-label", `Copy ${label}`);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(copied);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    } catch {
      getSelection().selectAllChildren(code); // where scripts may not copy, the keyboard may
      button.textContent = "Press Ctrl+C";
    }
  });
  return button;
}

/** A line that can be copied: what it is, the text, a button. */
function copyLine(label, text, copied = text) {
  const code = make("code", {}, text);
  return [make("span", { className: "quiet" }, label), code, copyButton(label, code, copied)];
}

/** The status that a sentence on support begins with, as a class. */
const stateOf = (text) =>
  ["supported", "ends soon", "ended", "retired", "preview"].find((state) => text.startsWith(state))
    ?.replace(" ", "-") ?? "unknown";

const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
const holdsAll = (text, wanted) => wanted.every((word) => text.includes(word));

// The picker: the choices that the table holds, and the answer to what is chosen.

function picker({ answers, table, families, systems }) {
  const fields = byId("picker").elements;
  const value = (name) => fields[name].value;
  const offered = () => table[value("version")][value("purpose")][value("app")];

  /** Fill a list, and keep what was chosen, or the nearest that is still offered. */
  function fill(select, options, fallback) {
    const before = select.value;
    select.replaceChildren(...options);
    const has = (name) => [...select.options].some((option) => option.value === name);
    select.value = [before, fallback(before)].find(has) ?? "";
  }

  function systemOptions() {
    const names = Object.keys(offered());
    const groups = Object.entries(families).map(([family, title]) => {
      const own = names.filter((name) => systems[name]?.family === family && name !== family);
      const any = make("option", { value: family }, own.length ? `${title}, its default` : `${title}, none`);
      return make("optgroup", { label: title }, any,
        ...own.map((name) => make("option", { value: name }, `${systems[name].title} (${name})`)));
    });
    const known = new Set(["", ...Object.keys(families)]);
    const others = names.filter((name) => !known.has(name) && !(systems[name].family in families));
    return [make("option", { value: "" }, "default"), ...groups,
      ...others.map((name) => make("option", { value: name }, systems[name].title))];
  }

  function architectureOptions() {
    return Object.keys(offered()[value("os")])
      .map((name) => make("option", { value: name }, name || "any (multi-platform tag)"));
  }

  /** What to type for the same answer; what `pick` takes by itself is left out. */
  function command() {
    const itself = { purpose: "run", app: "web", os: "", arch: "" };
    const options = NAMES.filter((name) => value(name) !== itself[name]);
    return `dotimg pick ${options.map((name) => `--${name} ${value(name)}`).join(" ")}`;
  }

  function show(answer) {
    const list = (texts, className) =>
      make("ul", { className }, ...texts.map((text) => make("li", {}, text)));
    const lines = (...rows) => make("div", { className: "lines" }, ...rows.flat());
    if (answer.no) {
      const nearest = answer.nearest.map((text) =>
        copyLine("nearest", text, text.split(" ", 1)[0])); // without "(ended)"
      byId("answer").replaceChildren(make("p", { className: "no" }, answer.no),
        lines(...nearest, copyLine("command", command())));
      return;
    }
    const facts = [["why", answer.why], ["warning", answer.warnings], ["note", answer.notes],
      ["platforms", answer.platforms]].filter(([, texts]) => texts.length);
    byId("answer").replaceChildren(
      make("div", { className: "lines hero" }, ...copyLine("reference", answer.reference)),
      make("p", { className: `badge ${answer.status}` }, answer.support),
      lines(copyLine("Dockerfile", `FROM ${answer.reference}`),
        copyLine("pull", `docker pull ${answer.reference}`), copyLine("command", command())),
      make("dl", { className: "facts" }, ...facts.flatMap(([label, texts]) =>
        [make("dt", {}, label), make("dd", {}, list(texts, label))])));
  }

  function update() {
    fill(fields.os, systemOptions(), (name) => systems[name]?.family);
    fill(fields.arch, architectureOptions(), () => "");
    show(answers[offered()[value("os")][value("arch")]]);
  }

  /** Choose what an address names and the page offers, as `?version=8.0&os=alpine` does. */
  function restore() {
    const asked = new URLSearchParams(location.search);
    for (const name of NAMES.filter((known) => asked.has(known))) {
      const before = fields[name].value;
      fields[name].value = asked.get(name);
      if (fields[name].selectedIndex < 0) fields[name].value = before;
      update();
    }
  }

  byId("picker").addEventListener("change", () => {
    update();
    const chosen = new URLSearchParams(new FormData(byId("picker")));
    history.replaceState(null, "", `?${chosen}${location.hash}`);
  });
  byId("picker").addEventListener("submit", (event) => event.preventDefault());
  update();
  restore();
}

// The search: every tag, ordered as the catalog is, what begins as typed first.

function search({ repositories, kinds, facts }) {
  const all = Object.entries(repositories).flatMap(([repository, { tags }]) =>
    tags.map((tag, number) => ({ repository, number, name: `${repository}:${tag}`.toLowerCase() })));

  function result({ repository, number }) {
    const own = repositories[repository];
    const [fixed, ...shared] = kinds[own.kinds[number]];
    const known = [...shared, ...own.facts[number]].map((fact) => facts[fact])
      .sort(([one], [other]) => one - other).map(([, ...fact]) => fact);
    const name = `${repository}:${own.tags[number]}`;
    const support = known.find(([label]) => label === "support")[1];
    const [, , fix] = facts[fixed];
    const details = make("details", {},
      make("summary", {}, make("code", {}, name), make("small", { className: `badge ${stateOf(support)}` }, support),
        ...(fix ? [make("small", { className: "fix" }, fix)] : [])));
    details.addEventListener("toggle", () => {
      if (details.childElementCount === 1) {
        details.append(make("p", {}, own.sentences[number]),
          make("div", { className: "lines" }, ...copyLine("reference", name)), factsList(known));
      }
    });
    return make("li", {}, details);
  }

  /** How well a name fits: the whole tag, its beginning, anything else. */
  function rank({ name }, last) {
    const tag = name.slice(name.lastIndexOf(":") + 1);
    const whole = [tag, name].includes(last) || name.endsWith(`/${last}`);
    return whole ? 0 : tag.startsWith(last) ? 1 : 2;
  }

  function run() {
    const wanted = words(byId("query").value);
    const found = wanted.length ? all.filter(({ name }) => holdsAll(name, wanted)) : [];
    const last = wanted.at(-1);
    found.sort((one, other) => rank(one, last) - rank(other, last));
    byId("results").replaceChildren(...found.slice(0, MOST_RESULTS).map(result));
    const shown = found.length > MOST_RESULTS ? `, the first ${MOST_RESULTS} are shown` : "";
    byId("found").textContent = wanted.length
      ? `${found.length} of ${all.length} tags${shown}` : `${all.length} tags`;
    const first = byId("results").querySelector("details");
    if (found.length === 1) first.open = true;
  }

  byId("query").addEventListener("input", run);
  run();
}

// The table of listed images: words and a repository filter it, its headings sort it.

function images() {
  const body = byId("listed").tBodies[0];
  const rows = [...body.rows].map((row, number) => ({
    row, number, text: row.textContent.toLowerCase(), repository: row.dataset.repository,
    keys: [row.cells[0].textContent, row.cells[1].textContent, Number(row.dataset.size), row.cells[3].textContent],
  }));

  function filter() {
    const wanted = words(byId("filter").value);
    const repository = byId("repository").value;
    for (const one of rows) {
      one.row.hidden = !((!repository || repository === one.repository) && holdsAll(one.text, wanted));
    }
    const shown = rows.filter(({ row }) => !row.hidden).length;
    byId("shown").textContent = shown === rows.length ? `${shown} images` : `${shown} of ${rows.length} images`;
  }

  function sort(heading, column) {
    const next = { none: "ascending", ascending: "descending", descending: "none" };
    const order = next[heading.getAttribute("aria-sort") ?? "none"];
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    if (order !== "none") heading.setAttribute("aria-sort", order);
    const sign = { none: 0, ascending: 1, descending: -1 }[order];
    const compare = (one, other) => typeof one === "number" ? one - other
      : one.localeCompare(other, "en", { numeric: true });
    rows.sort((one, other) => sign * compare(one.keys[column], other.keys[column]) || one.number - other.number);
    body.append(...rows.map(({ row }) => row));
  }

  for (const { row } of rows) {
    const code = row.querySelector("code");
    row.append(make("td", {}, copyButton(code.textContent, code, code.title)));
  }
  [...byId("listed").tHead.rows[0].cells].forEach((heading, column) => {
    const button = make("button", { type: "button" }, heading.textContent);
    button.addEventListener("click", () => sort(heading, column));
    heading.replaceChildren(button);
  });
  byId("filter").addEventListener("input", filter);
  byId("repository").addEventListener("change", filter);
  byId("listed").tHead.rows[0].append(make("td", {}));
  filter();
}

/** The button for the other theme; at first the one that the system asks for. */
function theme() {
  const root = document.documentElement.dataset;
  const isDark = () => root.theme ? root.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const label = () => { byId("theme").textContent = isDark() ? "Light theme" : "Dark theme"; };
  byId("theme").addEventListener("click", () => { root.theme = isDark() ? "light" : "dark"; label(); });
  label();
}

async function start() {
  document.documentElement.dataset.scripts = "yes";
  theme();
  images();
  picker(await unpack("offers"));
  byId("found").textContent = "reading the tags";
  search(await unpack("tags"));
  document.documentElement.dataset.ready = "yes";
}

start().catch((fault) => {
  byId("answer").textContent = `This browser cannot read the data of the page: ${fault.message}`;
});
