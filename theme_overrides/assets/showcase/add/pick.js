// A choice of many by name: boxes to tick, and a field that finds the others.

import { folded } from "../folding.js";

const MOST = 12;

export class Pick {
  /** Take the fieldset, and what can be chosen beside the boxes that stand in it. */
  constructor(fieldset, words, others = () => []) {
    this.fieldset = fieldset;
    this.words = words;
    this.others = others;
    this.list = fieldset.querySelector(".sc-pick__options");
    this.find = fieldset.querySelector(".sc-pick__find");
    this.status = fieldset.querySelector(".sc-pick__status");
    this.own = new Map([...this.boxes].map((box) => [box.value, box.closest("label")]));
    this.find?.addEventListener("input", () => this.narrow());
    this.find?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      // The one that is found, or the first of them.
      event.preventDefault();
      const first = [...this.boxes].find((box) => !box.closest("label").hidden && !box.checked);
      if (this.find.value.trim() && first) {
        first.click();
        this.find.value = "";
        this.narrow();
      }
    });
  }

  get boxes() {
    return this.list.querySelectorAll("input");
  }

  get chosen() {
    return [...this.boxes].filter((box) => box.checked).map((box) => box.value);
  }

  /** Return what a value is called; itself, where nothing says so. */
  labelOf(value) {
    return this.own.get(value)?.textContent.trim() ?? value;
  }

  /** Tick these; those that have no box get one. */
  choose(values) {
    for (const value of values) {
      const other = this.own.has(value) || this.others().find((one) => one.value === value);
      if (other && !this.own.has(value)) this.list.append(this.made(other));
    }
    for (const box of this.boxes) box.checked = values.includes(box.value);
  }

  /** Show what has the words that were typed; without words, what stood there at first. */
  narrow() {
    const wanted = folded(this.find.value.trim());
    const has = (text) => wanted.split(/\s+/).every((word) => folded(text).includes(word));
    const all = wanted ? new Map(this.others().map((one) => [one.value, one])) : new Map();
    for (const box of this.boxes) {
      const label = box.closest("label");
      const isExtra = label.dataset.extra !== undefined;
      if (isExtra && !box.checked) {
        label.remove();
        this.own.delete(box.value);
      } else {
        const own = all.get(box.value)?.own ?? "";
        label.hidden = !(box.checked || has(`${label.textContent} ${own} ${box.value}`));
      }
    }
    let shown = [...this.boxes].filter((box) => !box.closest("label").hidden && !box.checked).length;
    if (wanted) {
      const starts = (one) => folded(one.label).startsWith(wanted) || folded(one.own ?? "").startsWith(wanted) || one.value.toLowerCase() === wanted;
      const fitting = this.others().filter((one) => !this.own.has(one.value) && has(`${one.label} ${one.own ?? ""} ${one.value}`));
      fitting.sort((one, two) => Number(starts(two)) - Number(starts(one)));
      for (const one of fitting.slice(0, Math.max(0, MOST - shown))) {
        this.list.append(this.made(one));
        shown += 1;
      }
    }
    this.status.textContent = wanted && shown === 0 ? this.words.nothing : "";
  }

  made({ value, label, own }) {
    const [pattern] = this.fieldset.querySelectorAll("template");
    const made = pattern.content.firstElementChild.cloneNode(true);
    made.dataset.extra = "";
    made.querySelector("input").value = value;
    made.querySelector("bdi").textContent = own && own !== label ? `${label} (${own})` : label;
    this.own.set(value, made);
    return made;
  }
}

/** Return languages or regions by their names in the page's language, and in their own. */
export function named(codes, kind, language) {
  const here = new Intl.DisplayNames([language], { type: kind, fallback: "none" });
  const found = [];
  for (const value of codes) {
    const label = here.of(value);
    if (label) found.push({ value, label, own: kind === "language" ? ownName(value) : undefined });
  }
  const { compare } = new Intl.Collator(language);
  return found.sort((one, two) => compare(one.label, two.label));
}

function ownName(tag) {
  try {
    return new Intl.DisplayNames([tag], { type: "language", fallback: "none" }).of(tag);
  } catch {
    return undefined;
  }
}
