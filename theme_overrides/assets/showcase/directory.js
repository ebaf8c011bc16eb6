// The directory: filters, sorts and draws posters from the index beside the page.
// Without this script the page is a list in several parts, which does the same job more slowly.

const STEP = 48;
const GROUPS = ["community", "language", "tag", "size", "activity", "badge"];
const SORTS = {
  fair: (a, b) => a.order - b.order,
  name: (a, b) => collator.compare(a.name, b.name),
  members: (a, b) => b.members - a.members || a.order - b.order,
  activity: (a, b) => b.online - a.online || a.order - b.order,
  newest: (a, b) => b.added - a.added || a.order - b.order,
  growing: (a, b) => b.growth - a.growth || a.order - b.order,
};

let collator = new Intl.Collator();

/** Fold case, width and accents, as the generator does for its own comparisons. */
export function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Choose a plural form and fill in the number. */
function worded(index, key, n) {
  const forms = index.words[key];
  if (typeof forms === "string") return forms;
  const form = forms[new Intl.PluralRules(index.language).select(n)] ?? forms.other;
  return form.replace("{n}", new Intl.NumberFormat(index.language).format(n));
}

/** A number as one says it: two leading digits, so that it does not pretend to be exact. */
function roughly(n) {
  if (n < 100) return n;
  const scale = 10 ** (Math.floor(Math.log10(n)) - 1);
  return Math.round(n / scale) * scale;
}

/** Return in which step of an ascending list of limits a number stands; none if not known. */
function step(limits, n) {
  return n === 0 ? [] : [limits.filter((limit) => n >= limit).length];
}

/** Read the rows of the index into servers with everything that filters look at. */
export function servers(index) {
  const { facets, limits } = index;
  return index.servers.map((row, order) => {
    const [slug, name, summary, community, language, tag, badge, state, members, online, added,
      growth, color, icon, banner, lang] = row;
    const values = {
      community, language, tag, badge,
      size: step(limits.size, members),
      activity: step(limits.activity, online),
    };
    const words = ["community", "language", "tag"].flatMap((group) =>
      values[group].flatMap((place) => facets[group][place]));
    return {
      order, slug, name, summary, members, online, added, growth, color, icon, banner, values,
      lang: lang || "",
      state: index.states[state],
      haystack: folded([name, summary, ...words].join("\n")),
    };
  });
}

const isOpen = (server) => server.state === "live" || server.state === "temporary";

/** Filter: all words of the text, any choice within a group, all groups together. */
export function filtered(all, choice) {
  const words = folded(choice.q).split(/\s+/).filter(Boolean);
  const counts = Object.fromEntries(GROUPS.map((group) => [group, new Map()]));
  const found = [];
  const chosen = GROUPS.filter((group) => choice[group].size);
  for (const server of all) {
    if (choice.open && !isOpen(server)) continue;
    if (!words.every((word) => server.haystack.includes(word))) continue;
    const failing = chosen.filter(
      (group) => !server.values[group].some((value) => choice[group].has(value)),
    );
    if (failing.length === 0) found.push(server);
    // An option's count is what one would see with it, so a server counts in a group where that
    // group alone keeps it out.
    if (failing.length > 1) continue;
    for (const group of failing.length ? failing : GROUPS) {
      const count = counts[group];
      for (const value of server.values[group]) count.set(value, (count.get(value) ?? 0) + 1);
    }
  }
  return { found: found.sort(SORTS[choice.sort]), counts };
}

/** The choice that an address stands for, and back. Values are slugs, so that links last. */
export function read(search, facets) {
  const query = new URLSearchParams(search);
  const choice = {
    q: query.get("q") ?? "",
    open: query.get("open") === "1",
    sort: query.get("sort") in SORTS ? query.get("sort") : "fair",
    show: Math.max(STEP, Number.parseInt(query.get("show"), 10) || STEP),
  };
  for (const group of GROUPS) {
    const wanted = (query.get(group) ?? "").split(",");
    choice[group] = new Set([...facets[group].keys()].filter(
      (place) => wanted.includes(facets[group][place][0]),
    ));
  }
  return choice;
}

export function written(choice, facets) {
  const query = new URLSearchParams();
  if (choice.q) query.set("q", choice.q);
  for (const group of GROUPS) {
    const keys = [...choice[group]].map((place) => facets[group][place][0]);
    if (keys.length) query.set(group, keys.join(","));
  }
  if (choice.open) query.set("open", "1");
  if (choice.sort !== "fair") query.set("sort", choice.sort);
  if (choice.show > STEP) query.set("show", String(choice.show));
  const text = query.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : location.pathname;
}

/** One poster, made from the one that stands in the page, so that the two never differ. */
function poster(pattern, index, root, server) {
  const item = pattern.cloneNode(true);
  const card = item.querySelector(".sc-card");
  card.className = `sc-card sc-card--${server.state}`;
  card.style.setProperty("--sc-color", `#${server.color}`);
  const pictures = `${root}assets/showcase/`;
  for (const [kind, file] of [["banner", server.banner], ["icon", server.icon]]) {
    const image = card.querySelector(`.sc-${kind}`);
    for (const name of ["srcset", "sizes", "fetchpriority"]) image.removeAttribute(name);
    image.loading = "lazy";
    image.src = pictures + file;
  }
  const link = card.querySelector(".sc-card__name a");
  link.href = `${root}servers/${server.slug}/`;
  link.lang = server.lang;
  link.querySelector("bdi").textContent = server.name;
  const summary = card.querySelector(".sc-card__summary");
  summary.lang = server.lang;
  summary.textContent = server.summary;
  card.querySelector(".sc-card__row").replaceChildren(...remarks(index, server));
  return item;
}

/** The row below a summary: a mark, how busy it is, languages, at most two badges. */
function remarks(index, server) {
  const { facets } = index;
  const row = [];
  const add = (text, className = "") => {
    const span = document.createElement("span");
    span.textContent = text;
    if (className) span.className = className;
    row.push(span);
  };
  if (["temporary", "paused", "missing"].includes(server.state)) {
    add(worded(index, `state.mark_${server.state}`), `sc-mark sc-mark--${server.state}`);
  }
  if (server.online) {
    add(worded(index, "count.usually_online", roughly(server.online)), "sc-online");
  } else if (server.members) {
    add(worded(index, "count.members", roughly(server.members)));
  }
  const languages = server.values.language;
  for (const place of languages.slice(0, 2)) add(facets.language[place][1]);
  if (languages.length > 2) add(worded(index, "count.more", languages.length - 2));
  const shown = server.values.badge.map((place) => facets.badge[place])
    .filter(([kind]) => ["official", "partnered", "discord_verified"].includes(kind));
  for (const [kind, label] of shown.slice(0, 2)) add(label, `sc-badge sc-badge--${kind}`);
  if (server.state === "unchecked") add(worded(index, "state.mark_unchecked"));
  return row;
}

/** The page's own controls, tied to a choice that the address keeps. */
class Finder {
  constructor(place, index) {
    this.index = index;
    this.root = place.dataset.root;
    this.servers = servers(index);
    this.form = place.querySelector(".sc-finder");
    this.list = place.querySelector(".sc-cards");
    this.pattern = this.list.firstElementChild.cloneNode(true);
    this.more = place.querySelector(".sc-show-more");
    this.empty = place.querySelector(".sc-nothing");
    this.status = place.querySelector(".sc-status");
    this.boxes = new Map();
    for (const group of GROUPS) this.addOptions(group);
    place.querySelector(".sc-pager")?.remove();
    this.form.hidden = false;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", (event) => this.changed(event.target.name === "q"));
    this.form.addEventListener("reset", () => setTimeout(() => this.changed(false)));
    this.more.addEventListener("click", () => this.showMore());
    addEventListener("popstate", () => this.restore());
    this.restore();
  }

  addOptions(group) {
    const fieldset = this.form.querySelector(`[data-group="${group}"]`);
    this.index.facets[group].forEach(([key, label], place) => {
      const [option, box, count] = ["label", "input", "span"].map((n) => document.createElement(n));
      Object.assign(box, { type: "checkbox", name: group, value: key });
      const name = document.createElement("bdi");
      name.textContent = label;
      count.className = "sc-count";
      option.append(box, name, count);
      fieldset.append(option);
      this.boxes.set(`${group} ${place}`, { box, count, option });
    });
  }

  /** What the controls say now. */
  get chosen() {
    const choice = {
      q: this.form.elements.q.value,
      open: this.form.elements.open.checked,
      sort: this.form.elements.sort.value,
      show: STEP,
    };
    for (const group of GROUPS) {
      choice[group] = new Set([...this.index.facets[group].keys()].filter(
        (place) => this.boxes.get(`${group} ${place}`).box.checked,
      ));
    }
    return choice;
  }

  changed(isTyping) {
    this.choice = this.chosen;
    const address = written(this.choice, this.index.facets);
    history[isTyping ? "replaceState" : "pushState"](null, "", address);
    this.draw();
  }

  restore() {
    this.choice = read(location.search, this.index.facets);
    const { elements } = this.form;
    elements.q.value = this.choice.q;
    elements.open.checked = this.choice.open;
    elements.sort.value = this.choice.sort;
    for (const group of GROUPS) {
      this.index.facets[group].forEach((_, place) => {
        this.boxes.get(`${group} ${place}`).box.checked = this.choice[group].has(place);
      });
    }
    this.draw();
  }

  showMore() {
    const first = this.list.children.length;
    this.choice.show += STEP;
    history.replaceState(null, "", written(this.choice, this.index.facets));
    this.draw();
    this.list.children[first]?.querySelector("a").focus({ preventScroll: true });
  }

  draw() {
    const { found, counts } = filtered(this.servers, this.choice);
    this.found = found;
    const shown = found.slice(0, this.choice.show);
    this.list.replaceChildren(
      ...shown.map((server) => poster(this.pattern, this.index, this.root, server)),
    );
    this.more.hidden = shown.length === found.length;
    this.empty.hidden = found.length > 0;
    this.status.textContent = worded(this.index, "count.servers", found.length);
    for (const group of GROUPS) {
      this.index.facets[group].forEach((_, place) => {
        const { box, count, option } = this.boxes.get(`${group} ${place}`);
        const n = counts[group].get(place) ?? 0;
        count.textContent = new Intl.NumberFormat(this.index.language).format(n);
        box.disabled = n === 0 && !box.checked;
        option.classList.toggle("sc-facet--none", box.disabled);
      });
    }
  }
}

const place = globalThis.document?.querySelector(".sc-directory[data-index]");
if (place) {
  const answer = await fetch(place.dataset.index);
  if (answer.ok) {
    const index = await answer.json();
    collator = new Intl.Collator(index.language, { numeric: true, sensitivity: "base" });
    new Finder(place, index);
  }
}
