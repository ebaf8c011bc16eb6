// The search in the header. Nothing is fetched before somebody turns to it.

const STEP = 12;
const KEYS = ["/", "s", "f"];

class Search {
  constructor(place) {
    this.place = place;
    this.site = place.dataset.site;
    this.form = place.querySelector("form");
    this.input = place.querySelector("input");
    this.status = place.querySelector(".sc-search__status");
    this.list = place.querySelector(".sc-search__list");
    this.more = place.querySelector(".sc-search__end");
    this.toggle = document.querySelector("#__search");
    this.invitation = this.status.textContent;
    this.found = [];
    this.asked = 0;
    this.input.addEventListener("focus", () => { this.show(true); this.load().catch(() => {}); });
    this.input.addEventListener("input", () => this.look());
    this.toggle.addEventListener("change", () => {
      if (this.toggle.checked) this.input.focus();
      else this.input.blur();
    });
    this.more.firstChild.addEventListener("click", () => this.showMore());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.list.querySelector("a")?.click();
    });
    // The field is empty only after this event.
    this.form.addEventListener("reset", () => setTimeout(() => { this.input.focus(); this.look(); }));
    place.addEventListener("keydown", (event) => this.step(event));
    place.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !place.contains(relatedTarget)) this.show(false);
    });
    document.addEventListener("keydown", (event) => this.open(event));
    // An address may bring words along; those for the directory are its own filter's.
    const words = new URLSearchParams(location.search).get("q");
    if (words && !document.querySelector(".sc-finder")) {
      this.input.value = words;
      this.input.focus();
      this.look();
    }
  }

  show(isOpen) {
    // By a click, so that whoever watches the switch hears of it.
    if (this.toggle.checked !== isOpen) this.toggle.click();
  }

  open(event) {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!KEYS.includes(event.key)) return;
    event.preventDefault();
    this.input.focus();
    this.input.select();
  }

  /** Go through the results by the arrow keys. */
  step(event) {
    if (event.key === "Escape") {
      this.input.focus();
      this.show(false);
    }
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const stops = [this.input, ...this.list.querySelectorAll("a")];
    const place = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    stops[(place + stops.length) % stops.length].focus();
  }

  /** Fetch what looks words up, once; if that fails, the next try fetches it anew. */
  load() {
    this.loading ??= import("./lookup.js").then(async ({ Index, terms }) => {
      const index = new Index(`${this.site}assets/showcase/search/`);
      await index.open();
      this.index = index;
      this.terms = terms;
      this.more.firstChild.textContent = index.manifest.words["search.more"];
    }).catch((error) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  async look() {
    this.asked += 1;
    const { asked } = this;
    const text = this.input.value.trim();
    if (!text) {
      this.draw([], this.invitation);
      return;
    }
    try {
      await this.load();
      const { documents, isPart, shown } = await this.index.reading(async () => {
        const found = await this.index.find(text);
        return { ...found, shown: await this.index.shown(found.documents.slice(0, STEP)) };
      });
      // Somebody types on: what was found for fewer letters comes too late.
      if (asked !== this.asked) return;
      this.found = documents;
      this.wanted = this.terms(text);
      this.draw(shown, this.sentence(documents.length, isPart));
    } catch (error) {
      if (asked === this.asked) this.draw([], this.form.dataset.failed);
      throw error;
    }
  }

  sentence(count, isPart) {
    const { words, language } = this.index.manifest;
    if (!count) return words["search.nothing"];
    const forms = words[isPart ? "search.found_some" : "search.found"];
    const form = typeof forms === "string"
      ? forms : forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
    return form.replace("{n}", new Intl.NumberFormat(language).format(count));
  }

  draw(documents, text) {
    this.status.textContent = text;
    this.list.replaceChildren(...documents.map((one) => this.item(one)));
    this.list.closest(".md-search__scrollwrap").scrollTop = 0;
    this.more.hidden = !documents.length || documents.length >= this.found.length;
  }

  async showMore() {
    const shown = this.list.children.length;
    const next = await this.index.shown(this.found.slice(shown, shown + STEP));
    const items = next.map((one) => this.item(one));
    this.list.append(...items);
    this.more.hidden = this.list.children.length >= this.found.length;
    items[0]?.querySelector("a").focus();
  }

  item({ title, address, kind, summary, picture, lang }) {
    const { words } = this.index.manifest;
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.className = "sc-result";
    link.href = this.site + address;
    if (picture) {
      const image = new Image(40, 40);
      image.alt = "";
      image.src = `${this.site}assets/showcase/${picture}`;
      link.append(image);
    }
    const line = (className, text) => {
      const span = document.createElement("span");
      span.className = className;
      span.dir = "auto";
      if (lang) span.lang = lang;
      span.append(...this.marked(text));
      link.append(span);
    };
    line("sc-result__title", title);
    if (kind !== "server") {
      const what = document.createElement("span");
      what.className = "sc-result__kind";
      what.textContent = words[`search.${kind}`];
      link.append(what);
    }
    if (summary) line("sc-result__summary", summary);
    item.append(link);
    return item;
  }

  /** Return a text with the words in it that were looked for marked. */
  marked(text) {
    return text.split(/([\p{L}\p{M}\p{N}]+)/u).map((part, place) => {
      const isWanted = place % 2 && this.terms(part).some((term) => (
        this.wanted.some((wanted) => term.startsWith(wanted))
      ));
      if (!isWanted) return part;
      const mark = document.createElement("mark");
      mark.textContent = part;
      return mark;
    });
  }
}

const place = document.querySelector(".sc-search-box");
if (place) new Search(place);
