// Rows of a label and an address each, for the pages of a server's people.

import { fill } from "./check.js";
import { isVisible, oneLine } from "./text.js";

export class Links {
  constructor(form, { language, words }) {
    this.form = form;
    this.words = words;
    this.number = new Intl.NumberFormat(language);
    this.pattern = this.rows[0].cloneNode(true);
    form.querySelector(".sc-entry__another").addEventListener("click", () => this.add().focus());
  }

  get rows() {
    return [...this.form.querySelectorAll(".sc-entry__pair")];
  }

  /** All rows as `[label, address]`, each empty where nothing of it would be seen. */
  get pairs() {
    return this.rows.map((row) => [...row.querySelectorAll("input")]
      .map((input) => oneLine(input.value)).map((text) => (isVisible(text) ? text : "")));
  }

  /** Add a row, and return its first field. */
  add(label = "", url = "") {
    const { rows } = this;
    const made = this.pattern.cloneNode(true);
    const name = fill(this.words.link_number, { n: this.number.format(rows.length + 1) });
    made.setAttribute("aria-label", name);
    const [first, second] = made.querySelectorAll("input");
    [first.value, second.value] = [label, url];
    rows.at(-1).after(made);
    return first;
  }

  restore([first, ...others]) {
    const inputs = this.rows[0].querySelectorAll("input");
    [inputs[0].value, inputs[1].value] = first;
    for (const pair of others) this.add(...pair);
  }

  /** Leave one row; the form empties it. */
  clear() {
    for (const row of this.rows.slice(1)) row.remove();
  }
}
