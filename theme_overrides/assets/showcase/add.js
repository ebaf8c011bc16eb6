// The form for a new entry. It checks what is typed against the published schema, writes the file,
// and opens GitHub with it. It sends nothing itself.

import { Card } from "./add/card.js";
import { Check, fill } from "./add/check.js";
import { Draft } from "./add/draft.js";
import { Links } from "./add/links.js";
import { listed } from "./add/listed.js";
import { named, Pick } from "./add/pick.js";
import { isVisible, lines, oneLine, size, slugOf } from "./add/text.js";
import { Ways } from "./add/ways.js";
import { entryYaml } from "./add/yaml.js";

const LARGEST = 64 * 1024;
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
    const { language, languages, regions } = this.settings;
    this.languages = once(() => named(languages.split(" "), "language", language));
    const own = (kind) => form.querySelector(`[data-key="${kind}"]`);
    this.picks = {
      communities: new Pick(own("communities"), this.words),
      languages: new Pick(own("languages"), this.words, this.languages),
    };
    this.number = new Intl.NumberFormat(language);
    this.card = new Card(form.querySelector(".sc-card"), this.settings, this.picks.languages);
    this.ways = new Ways(form, this.settings, (event) => this.asked(event));
    this.links = new Links(form, this.settings);
    this.draft = new Draft(form, this.picks, this.links);
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
    const { form: { elements }, settings: { markdown } } = this;
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
      links: Object.fromEntries(this.links.pairs.filter(([label, url]) => label && url)),
      verified: elements.verified.checked && today(),
      backup_invite: codeOf(line("backup_invite")),
      run_by: filled({ name: line("run_by"), url: line("run_by_url") }),
      official: elements.official.checked,
      ...Object.fromEntries(markdown.map((name) => [name, lines(elements[name].value)])),
    });
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
    this.draft.keep();
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
    this.card.show(entry, this.slug);
    const count = this.form.querySelector(".sc-entry__count");
    const most = this.schema?.properties.summary.maxLength;
    const { format } = this.number;
    if (most) count.textContent = `${format(size(entry.summary ?? ""))} / ${format(most)}`;
    if (this.schema && !this.hasOwnSlug && entry.name && !this.slug) this.suggest();
    const yaml = entryYaml(entry, this.settings);
    this.ways.show(yaml, this.slug);
    if (!this.schema) return;
    const found = new Check(this).wrong(entry, this.slug, this.links.pairs);
    const isLarge = new TextEncoder().encode(yaml).length > LARGEST;
    this.found = found;
    this.isReady = found.size === 0 && !isLarge;
    for (const field of this.form.querySelectorAll(".sc-entry__field")) this.mark(field, found);
    this.note(entry, found);
    const missing = this.form.querySelector(".sc-entry__missing");
    if (isLarge) this.say(missing, this.words.size);
    else if (this.isReady) this.say(missing, "");
    else if (!missing.hidden) this.say(missing, this.summary);
    this.ways.lead(this.isReady);
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
      const name = document.createElement("bdi");
      name.textContent = server.name;
      link.append(name);
      place.append(" ", link);
    }
    place.hidden = text === "";
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

  /** Write the options of a choice, after the one that stands for none. */
  fill(select, options) {
    const { value } = select;
    select.length = 1;
    select.append(...options.map(({ value: code, label }) => new Option(label, code)));
    select.value = value;
  }

  restore() {
    if (!this.draft.restore()) return;
    this.hasOwnSlug = this.form.elements.slug.value !== "";
    this.load().catch(() => {});
  }

  restart() {
    this.draft.forget();
    this.links.clear();
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

/** Only what says something. */
function filled(fields) {
  const says = (value) => (typeof value === "string" ? isVisible(value)
    : typeof value === "object" ? Object.keys(value).length > 0 : value);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => says(value)));
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
