// The poster as it will hang, drawn from what the form says.

import { fill } from "./check.js";
import { poster } from "./poster.js";

export class Card {
  /** Take the poster of the page, with its sample, and the choice of languages. */
  constructor(card, settings, languages) {
    this.card = card;
    this.words = settings.words;
    this.languages = languages;
    this.number = new Intl.NumberFormat(settings.language);
    this.sample = {
      name: card.querySelector("bdi").textContent,
      summary: card.querySelector(".sc-card__summary").textContent,
    };
  }

  /** Show an entry; what it does not say yet is that of the sample. */
  show(entry, slug) {
    const { card, words } = this;
    const { name, summary } = { ...this.sample, ...entry };
    const { color, banner, icon } = poster(slug || "x", name);
    card.style.setProperty("--sc-color", color);
    for (const [kind, source] of [["banner", banner], ["icon", icon]]) {
      const image = card.querySelector(`.sc-${kind}`);
      image.removeAttribute("srcset");
      if (image.src !== source) image.src = source;
    }
    card.querySelector("bdi").textContent = name;
    card.querySelector(".sc-card__summary").textContent = summary;
    const spoken = (entry.languages ?? []).map((tag) => this.languages.labelOf(tag));
    const row = spoken.slice(0, 2).map((text) => span(text));
    if (spoken.length > 2) {
      row.push(span(fill(words.more, { n: this.number.format(spoken.length - 2) })));
    }
    if (entry.official) row.push(span(words.official, "sc-badge sc-badge--official"));
    card.querySelector(".sc-card__row").replaceChildren(...row);
  }
}

function span(text, className = "") {
  const made = document.createElement("span");
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
