// The form for a new entry. It checks what is typed against the published schema, writes the file,
// and opens GitHub with it. It sends nothing itself.

import { Check, fill } from "./add/check.js";
import { entryYaml } from "./add/yaml.js";
import { isVisible, lines, oneLine, size, slugOf } from "./add/text.js";
import { listed } from "./add/listed.js";
import { Pick, named } from "./add/pick.js";
import { poster } from "./add/poster.js";

// GitHub takes addresses of 8,191 bytes. Whoever has to sign in first comes back by an address in
// which this one stands encoded once more.
const LONGEST = 7900;
const LARGEST = 64 * 1024;
const MARKDOWN = ["about", "guidelines", "first_steps"];
const INVITE =
  /^(?:https?:\/\/)?(?:(?:www|ptb|canary)\.)?(?:discord\.gg\/(?:invite\/)?|discord(?:app)?\.com\/invite\/)([^/?#]+)\/?(?:[?#].*)?$/i;

/** Return the code of an invite; what is no invite stays as it is. */
function codeOf(text) {
  return INVITE.exec(text)?.[1] ?? text;
}

class Form {
  constructor(form) {
    this.form = form;
    this.settings = JSON.parse(form.dataset.settings);
    this.words = this.settings.words;
    this.touched = new Set();
    this.card = form.querySelector(".sc-card");
    this.sample = {
      name: this.card.querySelector("bdi").textContent,
      summary: this.card.querySelector(".sc-card__summary").textContent,
    };
    const { language, languages, regions } = this.settings;
    this.languages = once(() => named(languages.split(" "), "language", language));
    const own = (kind) => form.querySelector(`[data-key="${kind}"]`);
    this.picks = {
      communities: new Pick(own("communities"), this.words),
      languages: new Pick(own("languages"), this.words, this.languages),
    };
    this.number = new Intl.NumberFormat(language);
    this.pair = form.querySelector(".sc-entry__pair").cloneNode(true);
    // Long lists are written when their part is opened.
    const regionNames = () => named(regions.split(" "), "region", language);
    for (const [kind, names] of [["region", regionNames], ["lang", this.languages]]) {
      const select = form.elements[kind];
      select.closest("details").addEventListener("toggle", once(() => this.fill(select, names())));
    }
    form.addEventListener("input", (event) => this.changed(event));
    form.addEventListener("focusout", (event) => this.left(event));
    form.addEventListener("submit", (event) => this.asked(event));
    form.addEventListener("reset", () => setTimeout(() => this.restart()));
    form.querySelector(".sc-entry__another").addEventListener("click", () => this.another().focus());
    form.querySelector(".sc-entry__copy").addEventListener("click", (event) => this.copy(event));
    form.querySelector("a.sc-entry__go")?.addEventListener("click", () => this.opened());
  }

  /** Fetch what the site knows; the published files are those that every other program reads. */
  load() {
    this.loading ??= this.fetched().catch((error) => {
      this.loading = undefined;
      this.say(this.form.querySelector(".sc-entry__missing"), this.words.offline);
      throw error;
    });
    return this.loading;
  }

  async fetched() {
    const { root, schema, servers } = this.settings;
    const [rules, known] = await Promise.all([
      fetch(root + schema).then((answer) => {
        if (!answer.ok) throw new Error(`${schema}: ${answer.status}`);
        return answer.json();
      }),
      // Without it nothing is warned of, and the check of the pull request says the same later.
      listed(root + servers).catch(() => undefined),
    ]);
    this.schema = rules;
    this.listed = known;
    this.draw();
  }

  /** What the form says, cleaned: only what is filled in, in the order of the file. */
  read() {
    const { elements } = this.form;
    const line = (name) => oneLine(elements[name].value);
    return filled({
      name: line("name"),
      invite: codeOf(line("invite")),
      summary: line("summary"),
      communities: this.picks.communities.chosen,
      server_id: line("server_id"),
      tags: [...new Set(line("tags").split(/[,،、]/).map((tag) => oneLine(tag).toLowerCase()))]
        .filter(isVisible),
      languages: this.picks.languages.chosen,
      region: elements.region.value,
      lang: elements.lang.value,
      links: Object.fromEntries(this.pairs.filter(([label, url]) => label && url)),
      verified: elements.verified.checked && today(),
      backup_invite: codeOf(line("backup_invite")),
      run_by: filled({ name: line("run_by"), url: line("run_by_url") }),
      official: elements.official.checked,
      ...Object.fromEntries(MARKDOWN.map((name) => [name, lines(elements[name].value)])),
    });
  }

  get pairs() {
    return [...this.form.querySelectorAll(".sc-entry__pair")].map((pair) =>
      [...pair.querySelectorAll("input")].map((input) => oneLine(input.value))
        .map((text) => (isVisible(text) ? text : "")));
  }

  get slug() {
    return oneLine(this.form.elements.slug.value);
  }

  changed({ target }) {
    this.load().catch(() => {});
    if (target.closest(".sc-pick__find")) return;
    const { name, slug } = this.form.elements;
    if (target === slug) this.hasOwnSlug = slug.value !== "";
    if (target === name && !this.hasOwnSlug && this.schema) this.suggest();
    if (target.closest(".sc-pick")) this.touched.add(keyOf(target));
    this.draw();
    this.keep();
  }

  suggest() {
    // Every slug is one, those of communities too.
    const { maxLength, not } = this.schema.properties.communities.items;
    const { name, slug } = this.form.elements;
    slug.value = slugOf(oneLine(name.value), maxLength, not.enum);
  }

  /** Say what is wrong with a field when it is left, not at its first letter. */
  left({ target }) {
    const key = keyOf(target);
    if (!key || target.type === "search" || !("value" in target)) return;
    if (target.type !== "checkbox" && target.value) this.touched.add(key);
    if (key === "name" && target.value) this.touched.add("slug");
    if (!this.schema) return;
    this.draw();
    const field = target.closest(".sc-entry__field");
    const problem = this.touched.has(key) ? this.found.get(key) : undefined;
    const said = problem ? `${labelOf(field)}: ${problem.text}` : "";
    this.form.querySelector(".sc-entry__said").textContent = said;
  }

  /** Show all that follows from what the form says now. */
  draw() {
    const entry = this.read();
    this.show(entry);
    const count = this.form.querySelector(".sc-entry__count");
    const most = this.schema?.properties.summary.maxLength;
    if (most) count.textContent = `${this.number.format(size(entry.summary ?? ""))} / ${this.number.format(most)}`;
    if (this.schema && !this.hasOwnSlug && entry.name && !this.slug) this.suggest();
    this.yaml = entryYaml(entry, this.settings.schemaUrl);
    this.form.querySelector(".sc-entry__yaml code").textContent = this.yaml;
    this.form.querySelector(".sc-entry__path code").textContent = this.path;
    if (!this.schema) return;
    const found = new Check(this).wrong(entry, this.slug, this.pairs);
    const isLarge = new TextEncoder().encode(this.yaml).length > LARGEST;
    this.found = found;
    this.isReady = found.size === 0 && !isLarge;
    for (const field of this.form.querySelectorAll(".sc-entry__field")) this.mark(field, found);
    this.note(entry, found);
    const missing = this.form.querySelector(".sc-entry__missing");
    if (isLarge) this.say(missing, this.words.size);
    else if (this.isReady) this.say(missing, "");
    else if (!missing.hidden) this.say(missing, this.summary);
    this.lead();
  }

  get path() {
    return this.settings.path.replace("SLUG", this.slug || "…");
  }

  get summary() {
    const fields = [...this.form.querySelectorAll(".sc-entry__field")]
      .filter((field) => this.found.has(field.dataset.key))
      .map(labelOf);
    const list = new Intl.ListFormat(this.settings.language, { type: "unit" });
    return fill(this.words.summary, { fields: list.format(fields) });
  }

  mark(field, found) {
    const { key } = field.dataset;
    const place = field.querySelector(":scope > .sc-wrong");
    if (!place) return;
    const problem = this.touched.has(key) ? found.get(key) : undefined;
    const isNew = place.textContent !== (problem?.text ?? "");
    if (isNew) this.say(place, problem?.text ?? "", problem?.server);
    place.classList.remove("sc-wrong--note");
    const control = field.matches("fieldset") ? field : field.querySelector("input, textarea");
    if (problem && field.matches(".sc-entry__field:not(fieldset)")) {
      control.setAttribute("aria-invalid", "true");
    } else {
      control.removeAttribute("aria-invalid");
    }
    field.classList.toggle("sc-entry__field--wrong", Boolean(problem));
  }

  /** Two servers may have one name: that is said, and stops nobody. */
  note(entry, found) {
    const server = entry.name && this.listed?.name(entry.name);
    if (!server || found.has("name")) return;
    const place = this.form.querySelector("#sc-add-name-wrong");
    const text = fill(this.words.same_name, { name: server.name });
    if (!place.textContent.startsWith(text)) this.say(place, text, server);
    place.classList.add("sc-wrong--note");
  }

  /** Write a sentence, with a link to a server's page behind it, or hide its place. */
  say(place, text, server) {
    place.replaceChildren(text);
    if (server) {
      const link = document.createElement("a");
      link.href = `${this.settings.root}servers/${encodeURIComponent(server.slug)}/`;
      link.target = "_blank";
      link.append(bdi(server.name));
      place.append(" ", link);
    }
    place.hidden = text === "";
  }

  /** Draw the poster as it will hang. */
  show(entry) {
    const { card, words } = this;
    const { color, banner, icon } = poster(this.slug || "x", entry.name ?? this.sample.name);
    card.style.setProperty("--sc-color", color);
    for (const [kind, source] of [["banner", banner], ["icon", icon]]) {
      const image = card.querySelector(`.sc-${kind}`);
      image.removeAttribute("srcset");
      if (image.src !== source) image.src = source;
    }
    card.querySelector("bdi").textContent = entry.name ?? this.sample.name;
    card.querySelector(".sc-card__summary").textContent = entry.summary ?? this.sample.summary;
    const row = (entry.languages ?? []).map((tag) => this.nameOf(tag));
    const spans = row.slice(0, 2).map((text) => span(text));
    if (row.length > 2) spans.push(span(fill(words.more, { n: this.number.format(row.length - 2) })));
    if (entry.official) spans.push(span(words.official, "sc-badge sc-badge--official"));
    card.querySelector(".sc-card__row").replaceChildren(...spans);
  }

  nameOf(tag) {
    const label = this.picks.languages.own.get(tag)?.textContent.trim();
    return label ?? tag;
  }

  /** Let the way on lead to GitHub, filled in as far as an address can be. */
  lead() {
    const link = this.form.querySelector("a.sc-entry__go");
    if (!link) return;
    const whole = this.target(this.yaml);
    this.isLong = encodeURIComponent(whole).length > LONGEST;
    link.hidden = !this.isReady;
    this.form.querySelector("button.sc-entry__go").hidden = this.isReady;
    this.form.querySelector(".sc-entry__long").hidden = !(this.isReady && this.isLong);
    if (this.isReady) link.href = this.isLong ? this.target() : whole;
  }

  target(value) {
    const { base } = this.settings;
    const query = new URLSearchParams({ filename: this.path });
    if (value !== undefined) query.set("value", value);
    return `${base}?${query}`;
  }

  /** Somebody wants to go on: say what is missing, and lead there. */
  asked(event) {
    event.preventDefault();
    for (const field of this.form.querySelectorAll(".sc-entry__field")) {
      this.touched.add(field.dataset.key);
    }
    this.load().then(() => {
      this.draw();
      if (this.isReady) {
        this.form.querySelector("a.sc-entry__go")?.focus();
        return;
      }
      if (this.found.size === 0) return;
      this.say(this.form.querySelector(".sc-entry__missing"), this.summary);
      const first = [...this.form.querySelectorAll(".sc-entry__field")]
        .find((field) => this.found.has(field.dataset.key));
      first.closest("details")?.setAttribute("open", "");
      first.querySelector("input, textarea").focus();
    }).catch(() => {});
  }

  async copy(event) {
    if (!this.isReady) {
      if (event.currentTarget.type === "button") this.asked(event);
      return;
    }
    event.preventDefault();
    if (await this.copied()) {
      const button = this.form.querySelector(".sc-entry__copy");
      const before = button.dataset.says ??= button.textContent;
      button.textContent = this.words.copied;
      this.form.querySelector(".sc-entry__said").textContent = this.words.copied;
      setTimeout(() => {
        button.textContent = before;
        this.form.querySelector(".sc-entry__said").textContent = "";
      }, 2000);
    }
  }

  async copied() {
    try {
      await navigator.clipboard.writeText(this.yaml);
      return true;
    } catch {
      // Not allowed: what is selected can be copied by hand.
      const code = this.form.querySelector(".sc-entry__yaml code");
      getSelection().selectAllChildren(code);
      code.parentElement.focus();
      return false;
    }
  }

  opened() {
    if (this.isLong) this.copied();
    const notice = this.form.querySelector(".sc-entry__opened");
    notice.hidden = false;
    notice.focus();
  }

  /** Write the options of a choice, once. */
  fill(select, options) {
    const { value } = select;
    select.append(...options.map(({ value: code, label }) => new Option(label, code)));
    select.value = value || this.wanted?.[select.name] || "";
  }

  /** Add a row for one more link. */
  another(label = "", url = "") {
    const pairs = this.form.querySelectorAll(".sc-entry__pair");
    const made = this.pair.cloneNode(true);
    made.setAttribute("aria-label", fill(this.words.link_number, { n: this.number.format(pairs.length + 1) }));
    const [first, second] = made.querySelectorAll("input");
    [first.value, second.value] = [label, url];
    pairs[pairs.length - 1].after(made);
    return first;
  }

  /** Keep what was typed while this tab is open, for whoever comes back from GitHub. */
  keep() {
    const { elements } = this.form;
    const values = Object.fromEntries(
      [...elements].filter(({ name, type }) => name && type !== "checkbox" && !name.startsWith("link_"))
        .map(({ name, value }) => [name, value]),
    );
    const chosen = Object.fromEntries(Object.entries(this.picks).map(([key, pick]) => [key, pick.chosen]));
    const ticked = [elements.official.checked, elements.verified.checked];
    const draft = { values, chosen, ticked, links: this.pairs };
    try {
      sessionStorage.setItem(storeName(), JSON.stringify(draft));
    } catch {
      // A browser that keeps nothing, or a text too long to be kept.
    }
  }

  restore() {
    let draft;
    try {
      draft = JSON.parse(sessionStorage.getItem(storeName()));
    } catch {
      // See above.
    }
    if (!draft) return;
    const { elements } = this.form;
    this.wanted = draft.values;
    for (const [name, value] of Object.entries(draft.values)) {
      if (elements[name]?.tagName === "SELECT" && value) {
        this.fill(elements[name], [{ value, label: value }]);
      } else if (elements[name]) {
        elements[name].value = value;
      }
    }
    for (const [key, pick] of Object.entries(this.picks)) pick.choose(draft.chosen[key]);
    [elements.official.checked, elements.verified.checked] = draft.ticked;
    const [first, ...others] = draft.links;
    const inputs = this.form.querySelectorAll(".sc-entry__pair input");
    [inputs[0].value, inputs[1].value] = first;
    for (const [label, url] of others) this.another(label, url);
    this.hasOwnSlug = elements.slug.value !== "";
    this.load().catch(() => {});
  }

  restart() {
    try {
      sessionStorage.removeItem(storeName());
    } catch {
      // See above.
    }
    for (const pair of [...this.form.querySelectorAll(".sc-entry__pair")].slice(1)) pair.remove();
    for (const { find } of Object.values(this.picks)) find?.dispatchEvent(new Event("input"));
    this.touched.clear();
    this.hasOwnSlug = false;
    for (const place of this.form.querySelectorAll(".sc-wrong, .sc-entry__opened")) place.hidden = true;
    this.draw();
    this.form.elements.name.focus();
  }
}

function keyOf(element) {
  return element.closest(".sc-entry__field")?.dataset.key;
}

/** The day that it is where the form is filled in. */
function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function labelOf(field) {
  return field.querySelector("label, legend").textContent.trim();
}

function storeName() {
  return `sc-add:${location.pathname}`;
}

/** Only what says something. */
function filled(fields) {
  const says = (value) => (typeof value === "string" ? isVisible(value)
    : typeof value === "object" ? Object.keys(value).length > 0 : value);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => says(value)));
}

function span(text, className = "") {
  const made = document.createElement("span");
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function bdi(text) {
  const made = document.createElement("bdi");
  made.textContent = text;
  return made;
}

function once(work) {
  let done;
  return () => (done ??= { value: work() }).value;
}

const place = globalThis.document?.querySelector(".sc-entry[data-settings]");
if (place) {
  const form = new Form(place);
  form.restore();
  form.draw();
  // Fetched when somebody begins, not for whoever only looks.
  place.addEventListener("focusin", () => form.load().catch(() => {}), { once: true });
}
