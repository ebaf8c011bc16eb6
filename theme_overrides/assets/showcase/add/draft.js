// What was typed, kept while the tab is open, for whoever comes back from GitHub.

export class Draft {
  constructor(form, picks, links) {
    this.form = form;
    this.picks = picks;
    this.links = links;
    this.name = `sc-add:${location.pathname}`;
  }

  keep() {
    const { elements } = this.form;
    const isText = ({ name, type }) => name && type !== "checkbox" && !name.startsWith("link_");
    const draft = {
      values: Object.fromEntries(
        [...elements].filter(isText).map(({ name, value }) => [name, value]),
      ),
      chosen: Object.fromEntries(
        Object.entries(this.picks).map(([key, pick]) => [key, pick.chosen]),
      ),
      ticked: [elements.official.checked, elements.verified.checked],
      links: this.links.pairs,
    };
    try {
      sessionStorage.setItem(this.name, JSON.stringify(draft));
    } catch {
      // A browser that keeps nothing, or a text too long to be kept.
    }
  }

  /** Write into the form what was kept, and tell whether there was anything. */
  restore() {
    let draft;
    try {
      draft = JSON.parse(sessionStorage.getItem(this.name));
    } catch {
      // As above.
    }
    if (!draft) return false;
    const { elements } = this.form;
    for (const [name, value] of Object.entries(draft.values)) {
      const element = elements[name];
      // Names of languages and regions are written later.
      if (element?.tagName === "SELECT" && value) element.append(new Option(value, value));
      if (element) element.value = value;
    }
    for (const [key, pick] of Object.entries(this.picks)) pick.choose(draft.chosen[key]);
    [elements.official.checked, elements.verified.checked] = draft.ticked;
    this.links.restore(draft.links);
    return true;
  }

  forget() {
    try {
      sessionStorage.removeItem(this.name);
    } catch {
      // Nothing was kept.
    }
  }
}
