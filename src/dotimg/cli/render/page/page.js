"use strict";

const MOST_RESULTS = 50;
// Each may change what the next offers.
const WISHES = ["distroless", "icu", "composite", "fixed"];
const NAMES = ["version", "purpose", "app", "os", ...WISHES, "arch", "digest"];
const LETTERS = ["d", "in", "c", "f"]; // of the wishes, as in `_variant` of `picker.py`
const FLAGS = {
  d: "--distroless", i: "--globalization", n: "--invariant", c: "--composite", f: "--fixed", on: "--digest",
};
const MOVE = "move to "; // what `explain` says of what is to be replaced
const OVER = ["ended", "retired"];
const LONGEST = 40; // characters of an address that are repeated
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

/** Keep in the address what was chosen or typed, so that it can be sent to someone. */
function remember(values) {
  const asked = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value) asked.set(name, value); else asked.delete(name);
  }
  const query = asked.toString();
  history.replaceState(null, "", `${location.pathname}${query && `?${query}`}${location.hash}`);
}

const missing = []; // what the address asks for and the page does not offer

/** Say which of the choices in the address are not what the page shows. */
function compareWithAddress(names, shown) {
  const asked = new URLSearchParams(location.search);
  const short = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);
  missing.push(...names.filter((name) => asked.get(name) && asked.get(name) !== shown(name))
    .map((name) => `${name} "${short(asked.get(name))}"`));
  byId("missing").textContent = missing.length
    ? `Not on this page: ${missing.join(", ")}. The nearest choice is shown instead.` : "";
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

/** A text whose references may break behind their parts, and whose options never do. */
const breakable = (text) => text.split(/(?<=[/:@])|(?<!\S)(--[a-z-]+)/).filter(Boolean).flatMap((part) =>
  part.startsWith("--") ? [make("span", { className: "option" }, part)] : [part, make("wbr", {})]);

/** A line that can be copied: what it is, the text, a button. */
function copyLine(label, text, copied = text) {
  const code = make("code", {}, ...breakable(text));
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
  const form = byId("picker");
  const fields = form.elements;
  const value = (name) => fields[name].value;
  const digests = new Map(answers.filter(({ digest }) => digest)
    .map(({ repository, tag, digest }) => [`${repository}:${tag}`, `@${digest}`]));
  const offered = () => table[value("version")][value("purpose")][value("app")];
  let instead = () => "";

  /** Fill a list, and keep what was chosen, or the nearest that is still offered. */
  function fill(select, options, fallback) {
    const before = select.value;
    select.replaceChildren(...options);
    const has = (name) => [...select.options].some((option) => option.value === name);
    select.value = [before, fallback(before)].find(has) ?? "";
  }

  /** The answer on a system if nothing else is asked for, or the first of what it offers. */
  function plain(name) {
    const variants = offered()[name];
    return answers[Object.values(variants[""] ?? Object.values(variants)[0])[0]];
  }

  function systemOption(name, label) {
    const over = OVER.includes(plain(name).status);
    return make("option", { value: name }, over ? `${label}, ${plain(name).status}` : label);
  }

  function systemOptions() {
    const names = Object.keys(offered());
    const there = Object.entries(families).filter(([family]) => names.includes(family));
    const groups = there.map(([family, title]) => {
      const own = names.filter((name) => systems[name]?.family === family && name !== family);
      const any = own.length ? systemOption(family, `${title}, its default`)
        : make("option", { value: family }, `${title}, none`);
      return make("optgroup", { label: title }, any,
        ...own.map((name) => systemOption(name, `${systems[name].title} (${name})`)));
    });
    const known = new Set(["", ...Object.keys(families)]);
    const others = names.filter((name) => !known.has(name) && !(systems[name].family in families));
    return [make("option", { value: "" }, "default"), ...groups,
      ...others.map((name) => systemOption(name, systems[name].title))];
  }

  const wishes = () => WISHES.map((name) => chosen(name));
  const chosen = (name) => fields[name].type === "checkbox"
    ? (fields[name].checked ? fields[name].value : "") : value(name);

  /** What may be wished for: of each wish what is offered beside the others that are chosen. */
  function fillWishes(variants) {
    const all = Object.keys(variants).map((variant) => LETTERS.map((letters) =>
      [...variant].find((letter) => letters.includes(letter)) ?? ""));
    const before = wishes();
    const kept = (one) => one.reduce((sum, wish, place) => sum * 2 + Number(wish === before[place]), 0);
    const best = all.reduce((one, other) => (kept(other) > kept(one) ? other : one));
    WISHES.forEach((name, place) => {
      const beside = all.filter((one) => one.every((wish, at) => at === place || wish === best[at]));
      const may = new Set(beside.map((one) => one[place]));
      if (fields[name].type === "checkbox") {
        fields[name].checked = best[place] !== "";
        fields[name].disabled = may.size < 2;
      } else {
        for (const option of fields[name].options) option.disabled = !may.has(option.value);
        fields[name].value = best[place];
        fields[name].disabled = may.size < 2;
      }
    });
    return variants[best.join("")];
  }

  function architectureOptions(offers) {
    return Object.keys(offers)
      .map((name) => make("option", { value: name }, name || "any (multi-platform)"));
  }

  /** What to type for the same answer; what `pick` takes by itself is left out. */
  function command() {
    const itself = { version: null, purpose: "run", app: "web", os: "", arch: "" };
    const options = Object.keys(itself).filter((name) => value(name) !== itself[name])
      .map((name) => `--${name} ${value(name)}`);
    const flags = [...WISHES, "digest"].map((name) => FLAGS[chosen(name)]).filter(Boolean);
    return `dotimg pick ${[...options, ...flags].join(" ")}`;
  }

  function show(answer) {
    const list = (texts, className) =>
      make("ul", { className }, ...texts.map((text) => make("li", {}, ...breakable(text))));
    const lines = (...rows) => make("div", { className: "lines" }, ...rows.flat());
    const pinned = chosen("digest") && answer.tag;
    const no = answer.no ?? (pinned ? answer.unpinned : "");
    if (no) {
      const nearest = (answer.nearest ?? []).map((text) =>
        copyLine("nearest", text, text.split(" ", 1)[0])); // without "(ended)"
      byId("answer").replaceChildren(make("p", { className: "no" }, no),
        lines(...nearest, copyLine("command", command())));
      return;
    }
    const named = (text) => (pinned ? text + (digests.get(text) ?? "") : text);
    const reference = named(`${answer.repository}:${answer.tag}`);
    const facts = [["why", answer.why], ["warning", answer.warnings], ["note", answer.notes],
      ["platforms", answer.platforms]].filter(([, texts]) => texts.length);
    const fix = OVER.includes(answer.status) ? named(instead(answer.home, answer.tag)) : "";
    byId("answer").replaceChildren(
      make("div", { className: `lines hero${pinned ? " pinned" : ""}` }, ...copyLine("reference", reference)),
      make("p", { className: `badge ${answer.status}` }, answer.support),
      ...(fix ? [make("div", { className: "lines instead" }, ...copyLine("use instead", fix))] : []),
      lines(copyLine("Dockerfile", `FROM ${reference}`),
        copyLine("pull", `docker pull ${reference}`), copyLine("command", command())),
      make("dl", { className: "facts" }, ...facts.flatMap(([label, texts]) =>
        [make("dt", {}, label), make("dd", {}, list(texts, label))])));
  }

  function update() {
    fill(fields.os, systemOptions(), (name) => systems[name]?.family);
    const offers = fillWishes(offered()[value("os")]);
    fill(fields.arch, architectureOptions(offers), () => "");
    show(answers[offers[value("arch")]]);
  }

  /** Choose what an address names and the page offers, as `?version=8.0&os=alpine` does. */
  function restore() {
    const asked = new URLSearchParams(location.search);
    for (const name of NAMES.filter((known) => asked.has(known))) {
      const field = fields[name];
      const before = field.value;
      if (field.type === "checkbox") field.checked = asked.get(name) === field.value;
      else field.value = asked.get(name);
      if (field.selectedIndex < 0) field.value = before;
      update();
    }
    compareWithAddress(NAMES, chosen);
  }

  form.addEventListener("change", () => {
    update();
    byId("missing").textContent = "";
    remember(Object.fromEntries(NAMES.map((name) => [name, chosen(name)])));
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  update();
  restore();
  return (fixes) => { instead = fixes; update(); };
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
      make("summary", {}, make("code", {}, ...breakable(name)), make("small", { className: `badge ${stateOf(support)}` }, support),
        ...(fix ? [make("small", { className: "fix" }, ...breakable(fix))] : [])));
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

  byId("query").addEventListener("input", () => { run(); remember({ q: byId("query").value }); });
  byId("query").value ||= new URLSearchParams(location.search).get("q") ?? "";
  run();

  /** What to use instead of a tag; empty where there is nothing. */
  return (repository, tag) => {
    const own = repositories[repository];
    const place = own?.tags.indexOf(tag) ?? -1;
    const [, , fix] = place < 0 ? ["", "", ""] : facts[kinds[own.kinds[place]][0]];
    return fix.startsWith(MOVE) ? fix.slice(MOVE.length) : "";
  };
}

// The tables of listed images: words and a repository filter them, their headings sort them.

const nextOrder = { none: "ascending", ascending: "descending", descending: "none" };
const sign = { none: 0, ascending: 1, descending: -1 };
const compare = (one, other) => typeof one === "number" ? one - other
  : one.localeCompare(other, "en", { numeric: true });

/** One table: its rows with what they are filtered and sorted by. */
function imagesOf(group) {
  const table = group.querySelector("table");
  const headings = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows].map((row, number) => ({
    row, number, text: row.textContent.toLowerCase(), repository: row.dataset.repository,
    keys: [row.cells[0].textContent, row.cells[1].textContent, Number(row.dataset.size), row.cells[3].textContent],
  }));

  function sort(heading, column) {
    const order = nextOrder[heading.getAttribute("aria-sort") ?? "none"];
    for (const other of headings) other.removeAttribute("aria-sort");
    if (order !== "none") heading.setAttribute("aria-sort", order);
    rows.sort((one, other) => sign[order] * compare(one.keys[column], other.keys[column]) || one.number - other.number);
    table.tBodies[0].append(...rows.map(({ row }) => row));
  }

  headings.forEach((heading, column) => {
    const button = make("button", { type: "button" }, heading.textContent);
    button.addEventListener("click", () => sort(heading, column));
    heading.replaceChildren(button);
  });
  table.tHead.rows[0].append(make("td", {}));
  for (const { row } of rows) {
    const code = row.querySelector("code");
    row.append(make("td", {}, copyButton(code.textContent, code, code.title)));
  }
  return { group, rows, count: group.querySelector(".count"), open: group.open };
}

function images() {
  const groups = [...document.querySelectorAll("details.group")].map(imagesOf);
  const total = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const asked = new URLSearchParams(location.search);

  function filter() {
    const wanted = words(byId("filter").value);
    const repository = byId("repository").value;
    const filtered = wanted.length > 0 || repository !== "";
    let shown = 0;
    for (const { group, rows, count, open } of groups) {
      const fitting = rows.filter((one) =>
        (!repository || repository === one.repository) && holdsAll(one.text, wanted));
      for (const one of rows) one.row.hidden = true;
      for (const one of fitting) one.row.hidden = false;
      group.hidden = fitting.length === 0;
      group.open = filtered || open || location.hash === `#${group.id}`;
      count.textContent = filtered ? `${fitting.length} of ${rows.length} images` : `${rows.length} images`;
      shown += fitting.length;
    }
    byId("shown").textContent = filtered ? `${shown} of ${total} images` : `${total} images`;
  }

  function all(open) {
    for (const one of groups) one.group.open = open;
  }

  const fields = { filter: byId("filter"), repository: byId("repository") };
  for (const [name, field] of Object.entries(fields)) {
    const before = field.value;
    field.value = asked.get(name) ?? before;
    if (field.selectedIndex < 0) field.value = before;
    field.addEventListener("input", () => { filter(); remember({ [name]: field.value }); });
  }
  compareWithAddress(["repository"], () => fields.repository.value);
  byId("expand").addEventListener("click", () => all(true));
  byId("collapse").addEventListener("click", () => all(false));
  addEventListener("hashchange", follow);
  filter();
  follow();
}

/** Open what an address names, as `#images-10.0` does. */
function follow() {
  const named = document.getElementById(location.hash.slice(1));
  if (named?.matches("details")) {
    named.open = true;
    named.scrollIntoView();
  }
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
  const useInstead = picker(await unpack("offers"));
  byId("found").textContent = "reading the tags";
  useInstead(search(await unpack("tags")));
  document.documentElement.dataset.ready = "yes";
}

start().catch((fault) => {
  byId("answer").textContent = `This browser cannot read the data of the page: ${fault.message}`;
});
