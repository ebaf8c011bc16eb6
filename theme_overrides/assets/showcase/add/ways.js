// The ways out of the form: GitHub's page for a new file, filled in as far as an address can be,
// and a copy of the file.

// GitHub takes addresses of 8,191 bytes. Whoever has to sign in first comes back by an address in
// which this one stands encoded once more.
const LONGEST = 7900;

export class Ways {
  /** Take the form, and what is to be done where somebody goes on too early. */
  constructor(form, settings, asked) {
    this.form = form;
    this.settings = settings;
    this.asked = asked;
    this.link = form.querySelector("a.sc-entry__go");
    this.button = form.querySelector(".sc-entry__copy");
    this.code = form.querySelector(".sc-entry__yaml code");
    this.said = form.querySelector(".sc-entry__said");
    this.isReady = false;
    this.button.addEventListener("click", (event) => this.copy(event));
    this.link?.addEventListener("click", () => this.opened());
  }

  /** Show the file, and where it will stand. */
  show(yaml, slug) {
    this.yaml = yaml;
    this.path = this.settings.path.replace("SLUG", slug || "…");
    this.code.textContent = yaml;
    this.form.querySelector(".sc-entry__path code").textContent = this.path;
  }

  /** Let the way on lead to GitHub once the entry is ready. */
  lead(isReady) {
    this.isReady = isReady;
    if (!this.link) return;
    const whole = this.target(this.yaml);
    this.isLong = encodeURIComponent(whole).length > LONGEST;
    this.link.hidden = !isReady;
    this.form.querySelector("button.sc-entry__go").hidden = isReady;
    this.form.querySelector(".sc-entry__long").hidden = !(isReady && this.isLong);
    if (isReady) this.link.href = this.isLong ? this.target() : whole;
  }

  target(value) {
    const query = new URLSearchParams({ filename: this.path });
    if (value !== undefined) query.set("value", value);
    return `${this.settings.base}?${query}`;
  }

  async copy(event) {
    const { button, said, settings: { words } } = this;
    if (!this.isReady) {
      // As the form's own button it leads to what is missing by itself.
      if (button.type === "button") this.asked(event);
      return;
    }
    event.preventDefault();
    if (await this.copied()) {
      const before = button.dataset.says ??= button.textContent;
      button.textContent = words.copied;
      said.textContent = words.copied;
      setTimeout(() => {
        button.textContent = before;
        said.textContent = "";
      }, 2000);
    }
  }

  async copied() {
    try {
      await navigator.clipboard.writeText(this.yaml);
      return true;
    } catch {
      // Not allowed: what is selected can be copied by hand.
      getSelection().selectAllChildren(this.code);
      this.code.parentElement.focus();
      return false;
    }
  }

  opened() {
    if (this.isLong) this.copied();
    const notice = this.form.querySelector(".sc-entry__opened");
    notice.hidden = false;
    notice.focus();
  }
}
