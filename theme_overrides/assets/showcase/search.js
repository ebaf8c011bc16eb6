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
    this.hits = () => [];
    this.asked = 0;
    this.input.addEventListener("focus", () => { this.show(true); this.load().catch(() => {}); });
    this.input.addEventListener("input", () => this.look());
    this.toggle.addEventListener("change", () => {
      if (this.toggle.checked) this.input.focus();
      else { this.input.blur(); this.before = undefined; }
    });
    this.more.firstChild.addEventListener("click", () => this.showMore());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.list.querySelector("a")?.click();
    });
    // The field is empty only after this event.
    this.form.addEventListener("reset", () => setTimeout(() => { this.input.focus(); this.look(); }));
    place.addEventListener("keydown", (event) => this.step(event));
    place.addEventListener("focusin", ({ relatedTarget }) => {
      if (relatedTarget && !place.contains(relatedTarget)) this.before = relatedTarget;
    });
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
      const { before } = this;
      this.show(false);
      // Never on a result, which is out of sight now.
      if (before) before.focus();
      else document.activeElement.blur();
    }
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const stops = [this.input, ...this.list.querySelectorAll("a")];
    const place = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    stops[(place + stops.length) % stops.length].focus();
  }

  /** Fetch what looks words up, once; if that fails, the next try fetches it anew. */
  load() {
    this.loading ??= import("./lookup.js").then(async ({ Index, ...cutting }) => {
      const index = new Index(`${this.site}assets/showcase/search/`);
      await index.open();
      this.index = index;
      this.cutting = cutting;
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
      const { documents, hits, isPart, shown } = await this.index.reading(async () => {
        const found = await this.index.find(text);
        return { ...found, shown: await this.index.shown(found.documents.slice(0, STEP)) };
      });
      // Somebody types on: what was found for fewer letters comes too late.
      if (asked !== this.asked) return;
      this.found = documents;
      this.hits = hits;
      this.wanted = this.cutting.terms(text);
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

  item({ document: number, title, address, kind, summary, picture, lang }) {
    const { words } = this.index.manifest;
    const hits = this.hits(number);
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
      span.append(...this.marked(text, hits));
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
    link.append(...this.why(hits, this.cutting.terms(`${title} ${summary}`)));
    item.append(link);
    return item;
  }

  /** Say by which words something was found that does not show them, and where these stand. */
  why(hits, shown) {
    const { words } = this.index.manifest;
    const hidden = hits.filter(({ term }) => !shown.includes(term));
    return [["search.under", 2], ["search.within", 0]].flatMap(([key, rank]) => {
      const found = hidden.filter((hit) => hit.rank === rank).map(({ term }) => term);
      if (!found.length) return [];
      const named = document.createElement("mark");
      named.dir = "auto";
      named.textContent = this.cutting.joined([...new Set(found)]).join(", ");
      const span = document.createElement("span");
      span.className = "sc-result__why";
      span.append(words[key], " ", named);
      return [span];
    });
  }

  /** Return a text with the words in it that were looked for marked. */
  marked(text, hits) {
    const { TERM, fit, terms } = this.cutting;
    return text.split(new RegExp(`(${TERM.source})`, "gu")).map((part, place) => {
      const isWanted = place % 2 && terms(part).some((term) => (
        hits.some((hit) => hit.term === term) || this.wanted.some((wanted) => fit(term, wanted))
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
