// The directory: filters, sorts and draws posters from the index beside the page.
// Without this script the page is a list in several parts, which does the same job more slowly.

import { folded, SPACELESS } from "./folding.js";

const STEP = 48;
const AT_ONCE = 9;
const GROUPS = ["community", "language", "tag", "size", "activity", "badge"];
const SORTS = {
  fair: () => (a, b) => a.order - b.order,
  name: (language) => {
    const { compare } = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
    return (a, b) => compare(a.name, b.name) || a.order - b.order;
  },
  members: () => (a, b) => b.members - a.members || a.order - b.order,
  activity: () => (a, b) => b.online - a.online || a.order - b.order,
  newest: () => (a, b) => b.added - a.added || a.order - b.order,
  growing: () => (a, b) => b.growth - a.growth || a.order - b.order,
};
const WIDE = "(min-width: 60em)";

/** Return what must all be found, each in one of the ways that stand beside it. */
export function terms(text, language) {
  return folded(text).split(/\s+/).filter(Boolean).map((term) => {
    if (!SPACELESS.test(term) || !Intl.Segmenter) return [[term]];
    const parts = [...new Intl.Segmenter(language, { granularity: "word" }).segment(term)]
      .filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
    return parts.length > 1 ? [[term], parts] : [[term]];
  });
}

/** Return a function that words a number: it chooses the plural form and fills the number in. */
function wordedBy(index) {
  const plurals = new Intl.PluralRules(index.language);
  const numbers = new Intl.NumberFormat(index.language);
  return (key, n) => {
    const forms = index.words[key];
    const text = typeof forms === "string" ? forms : forms[plurals.select(n)] ?? forms.other;
    return text.replace("{n}", numbers.format(n));
  };
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
    const [slug, name, summary, community, language, tag, badge, state, open, members, online,
      added, growth, art, lang] = row;
    const values = {
      community, language, tag, badge,
      size: step(limits.size, members),
      activity: step(limits.activity, online),
    };
    return {
      order, slug, name, summary, members, online, added, growth, art, values,
      lang: lang || "",
      state: index.states[state],
      isOpen: open === 1,
      haystack: undefined,
    };
  });
}

/** Return all that words are looked for in; made when first wanted. */
function haystack(server, facets) {
  server.haystack ??= folded([
    server.name,
    server.summary,
    ...["community", "language", "tag"].flatMap((group) =>
      server.values[group].flatMap((place) => facets[group][place])),
  ].join("\n"));
  return server.haystack;
}

/**
 * Filter: all words of the text, any choice within a group, all groups together.
 *
 * An option's count is what one would see of it, so a server counts in a group where that group
 * alone keeps it out.
 */
export function filtered(sorted, choice, facets, language) {
  const wanted = terms(choice.q, language);
  const fits = (server) => {
    const text = haystack(server, facets);
    return wanted.every((ways) => ways.some((way) => way.every((part) => text.includes(part))));
  };
  const counts = Object.fromEntries(
    GROUPS.map((group) => [group, new Array(facets[group].length).fill(0)]),
  );
  const found = [];
  const chosen = GROUPS.filter((group) => choice[group].size);
  let open = 0;
  for (const server of sorted) {
    if (wanted.length && !fits(server)) continue;
    let failing = 0;
    let failed;
    for (const group of chosen) {
      if (!server.values[group].some((place) => choice[group].has(place))) {
        failing += 1;
        failed = group;
      }
    }
    if (failing === 0 && server.isOpen) open += 1;
    if (choice.open && !server.isOpen) continue;
    if (failing === 0) found.push(server);
    if (failing > 1) continue;
    for (const group of failed ? [failed] : GROUPS) {
      for (const place of server.values[group]) counts[group][place] += 1;
    }
  }
  return { found, counts, open };
}

/** The choice that an address stands for, and back. Values are slugs, so that links last. */
export function read(search, facets) {
  const query = new URLSearchParams(search);
  const choice = {
    q: query.get("q") ?? "",
    open: query.get("open") === "1",
    sort: Object.hasOwn(SORTS, query.get("sort") ?? "") ? query.get("sort") : "fair",
    show: Math.max(STEP, Number.parseInt(query.get("show"), 10) || STEP),
  };
  for (const group of GROUPS) {
    // Of the form without a script each choice comes by itself.
    const wanted = new Set(query.getAll(group).join(",").split(","));
    choice[group] = new Set([...facets[group].keys()].filter(
      (place) => wanted.has(facets[group][place][0]),
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

/** A server's color and the files of its icon and banner, which the index holds as bytes. */
function artwork(server) {
  const digits = Array.from(
    atob(server.art), (sign) => sign.charCodeAt(0).toString(16).padStart(2, "0"),
  ).join("");
  return {
    color: `#${digits.slice(0, 6)}`,
    icon: `${digits.slice(6, 26)}.webp`,
    banner: `${digits.slice(26)}.webp`,
  };
}

/** What an option of a facet is called: its key, where the index says no more. */
const labelOf = ([key, label]) => label ?? key;

/** One poster, made from the one that stands in the page, so that the two never differ. */
function poster(pattern, index, worded, root, server) {
  const item = pattern.cloneNode(true);
  const card = item.querySelector(".sc-card");
  card.className = `sc-card sc-card--${server.state}`;
  const art = artwork(server);
  card.style.setProperty("--sc-color", art.color);
  const pictures = `${root}assets/showcase/`;
  for (const kind of ["banner", "icon"]) {
    const image = card.querySelector(`.sc-${kind}`);
    for (const name of ["srcset", "sizes", "fetchpriority"]) image.removeAttribute(name);
    image.loading = "lazy";
    image.src = pictures + art[kind];
  }
  const link = card.querySelector(".sc-card__name a");
  link.href = `${root}servers/${server.slug}/`;
  link.querySelector("bdi").textContent = server.name;
  const summary = card.querySelector(".sc-card__summary");
  summary.textContent = server.summary;
  for (const text of [link, summary]) {
    text.removeAttribute("lang");
    if (server.lang) text.lang = server.lang;
  }
  card.querySelector(".sc-card__row").replaceChildren(...remarks(index, worded, server));
  return item;
}

/** The row below a summary: a mark, how busy it is, languages, at most two badges. */
function remarks(index, worded, server) {
  const { facets } = index;
  const row = [];
  const add = (text, className = "") => {
    const span = document.createElement("span");
    span.textContent = text;
    if (className) span.className = className;
    row.push(span);
  };
  if (["temporary", "paused", "missing"].includes(server.state)) {
    add(worded(`state.mark_${server.state}`), `sc-mark sc-mark--${server.state}`);
  }
  if (server.online) {
    add(worded("count.usually_online", roughly(server.online)), "sc-online");
  } else if (server.members) {
    add(worded("count.members", roughly(server.members)));
  }
  const languages = server.values.language;
  for (const place of languages.slice(0, 2)) add(labelOf(facets.language[place]));
  if (languages.length > 2) add(worded("count.more", languages.length - 2));
  const shown = server.values.badge.map((place) => facets.badge[place])
    .filter(([kind]) => ["official", "partnered", "discord_verified"].includes(kind));
  for (const one of shown.slice(0, 2)) add(labelOf(one), `sc-badge sc-badge--${one[0]}`);
  if (server.state === "unchecked") add(worded("state.mark_unchecked"));
  return row;
}

/** The page's own controls, tied to a choice that the address keeps. */
class Finder {
  constructor(place, index) {
    this.index = index;
    this.root = place.dataset.root;
    this.servers = servers(index);
    this.sorted = new Map();
    this.worded = wordedBy(index);
    this.number = new Intl.NumberFormat(index.language);
    this.form = place.querySelector(".sc-finder");
    this.list = place.querySelector(".sc-cards");
    this.more = place.querySelector(".sc-show-more");
    this.nothing = place.querySelector(".sc-nothing");
    this.status = place.querySelector(".sc-status");
    this.clear = place.querySelector(".sc-clear");
    this.done = place.querySelector(".sc-facets__done");
    this.chosenCount = place.querySelector(".sc-facets__chosen");
    this.pattern = this.list.firstElementChild.cloneNode(true);
    // Posters that stand in the page already have their pictures.
    this.posters = new Map([...this.list.children].map(
      (item) => [item.querySelector("a").getAttribute("href").split("/").at(-2), item],
    ));
    this.options = this.readOptions();
    place.querySelector(".sc-pager")?.remove();
    this.more.addEventListener("click", () => this.showMore());
    addEventListener("popstate", () => this.restore());
    whenIdle(folding(this.servers, index.facets));
  }

  /** Find the boxes of the page: each with its group and its place in the index. */
  readOptions() {
    const boxes = [...this.form.querySelectorAll(".sc-facet input")];
    return boxes.map((box) => ({
      box,
      group: box.name,
      place: this.index.facets[box.name].findIndex(([key]) => key === box.value),
      count: box.closest(".sc-option").querySelector(".sc-count"),
    })).filter(({ place }) => place >= 0);
  }

  /** Make a box for a choice that is too rare for one, but stands in an address. */
  addOption(group, place) {
    const fieldset = this.form.querySelector(`[data-group="${group}"]`);
    if (!fieldset) return;
    const label = fieldset.querySelector(".sc-option").cloneNode(true);
    const option = this.index.facets[group][place];
    const box = label.querySelector("input");
    [box.value] = option;
    label.querySelector(".sc-option__name").textContent = labelOf(option);
    fieldset.querySelector("legend").after(label);
    this.options.push({ box, group, place, count: label.querySelector(".sc-count") });
  }

  /** What the controls say now. */
  get chosen() {
    const { q, open, sort } = this.form.elements;
    const choice = { q: q.value, open: open?.checked ?? false, sort: sort.value, show: STEP };
    for (const group of GROUPS) {
      choice[group] = new Set(
        this.options.filter((one) => one.group === group && one.box.checked)
          .map((one) => one.place),
      );
    }
    return choice;
  }

  /** Follow the controls. Typing leaves one step in the history, not one a letter. */
  changed(isTyping) {
    this.choice = this.chosen;
    const address = written(this.choice, this.index.facets);
    history[isTyping ? "replaceState" : "pushState"](null, "", address);
    this.draw();
  }

  /** Follow the address. */
  restore() {
    this.choice = read(location.search, this.index.facets);
    const { q, open, sort } = this.form.elements;
    q.value = this.choice.q;
    if (open) open.checked = this.choice.open;
    else this.choice.open = false;
    sort.value = this.choice.sort;
    if (sort.selectedIndex < 0) sort.value = this.choice.sort = "fair";
    for (const group of GROUPS) {
      for (const place of this.choice[group]) {
        const isShown = this.options.some((one) => one.group === group && one.place === place);
        if (!isShown) this.addOption(group, place);
      }
    }
    for (const { box, group, place } of this.options) {
      box.checked = this.choice[group].has(place);
      if (box.checked) box.closest(".sc-facet__rest")?.setAttribute("open", "");
    }
    this.draw();
  }

  /** Clear everything, and stay near. */
  reset() {
    const wasInside = this.nothing.contains(document.activeElement)
      || document.activeElement === this.clear;
    this.changed(false);
    if (wasInside) this.form.elements.q.focus();
  }

  showMore() {
    const first = this.choice.show;
    this.choice.show += STEP;
    history.replaceState(null, "", written(this.choice, this.index.facets));
    this.draw(first + 1);
    this.list.children[first]?.querySelector("a").focus({ preventScroll: true });
  }

  /** All servers in the order that was asked for; sorted once for each order. */
  inOrder(sort) {
    if (!this.sorted.has(sort)) {
      this.sorted.set(sort, [...this.servers].sort(SORTS[sort](this.index.language)));
    }
    return this.sorted.get(sort);
  }

  poster(server) {
    if (!this.posters.has(server.slug)) {
      this.posters.set(server.slug, poster(this.pattern, this.index, this.worded, this.root, server));
    }
    return this.posters.get(server.slug);
  }

  /** Show what was found; at least so many at once. */
  draw(atOnce = AT_ONCE) {
    const { index, choice } = this;
    const { found, counts, open } = filtered(
      this.inOrder(choice.sort), choice, index.facets, index.language,
    );
    this.hang(found.slice(0, choice.show), atOnce);
    const left = found.length - choice.show;
    this.more.parentElement.hidden = left <= 0;
    this.more.textContent = this.worded("finder.show_more", Math.min(STEP, Math.max(1, left)));
    this.list.hidden = found.length === 0;
    this.nothing.hidden = found.length > 0;
    this.status.textContent = this.worded("count.servers", found.length);
    for (const { box, group, place, count } of this.options) {
      const n = counts[group][place];
      this.offer(box, count, n);
    }
    const toggle = this.form.elements.open;
    if (toggle) this.offer(toggle, toggle.closest(".sc-option").querySelector(".sc-count"), open);
    const filters = GROUPS.reduce((sum, group) => sum + choice[group].size, Number(choice.open));
    this.clear.hidden = filters === 0 && choice.q === "";
    if (this.done) this.done.textContent = this.worded("finder.show_found", found.length);
    if (this.chosenCount) this.chosenCount.textContent = filters ? this.number.format(filters) : "";
  }

  /** Say how many one would see, and offer nothing that leads to nothing. */
  offer(box, count, n) {
    const text = this.number.format(n);
    if (count.textContent !== text) count.textContent = text;
    // Focus would be lost with a box that is disabled under it.
    box.disabled = n === 0 && !box.checked && box !== document.activeElement;
  }

  /**
   * Show the posters of these servers. Those that hang in their place already are not touched; of
   * the others those that one sees come at once, and the rest when the browser has drawn them.
   */
  hang(wanted, atOnce) {
    clearTimeout(this.hanging);
    const { children } = this.list;
    let same = 0;
    const most = Math.min(wanted.length, children.length);
    while (same < most && children[same] === this.posters.get(wanted[same].slug)) same += 1;
    const end = Math.min(wanted.length, Math.max(same + AT_ONCE, atOnce));
    const next = wanted.slice(same, end).map((server) => this.poster(server));
    if (same === 0) {
      this.list.replaceChildren(...next);
    } else {
      while (children.length > same) this.list.lastElementChild.remove();
      this.list.append(...next);
    }
    if (end < wanted.length) this.hanging = setTimeout(() => this.hang(wanted, 0), 30);
  }
}

/** Do small pieces of work whenever there is nothing else to do. */
function whenIdle(pieces) {
  const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 50));
  const work = (deadline) => {
    do {
      if (pieces.next().done) return;
    } while (deadline ? deadline.timeRemaining() > 2 : false);
    idle(work);
  };
  idle(work);
}

/** Fold the texts of all servers, some at a time, so that the first letter is as quick as others. */
function* folding(all, facets) {
  for (let start = 0; start < all.length; start += 50) {
    for (const server of all.slice(start, start + 50)) haystack(server, facets);
    yield;
  }
}

/** Start where the page has a directory. */
async function start(place) {
  if (history.state?.own) history.replaceState(null, "", history.state.own);
  const form = place.querySelector(".sc-finder");
  const facets = place.querySelector(".sc-facets");
  const wide = matchMedia(WIDE);
  if (facets) {
    facets.open = wide.matches;
    wide.addEventListener("change", () => { facets.open = wide.matches; });
    facets.querySelector(".sc-facets__done").addEventListener("click", () => {
      facets.open = false;
      facets.querySelector("summary").focus({ preventScroll: true });
      form.scrollIntoView();
    });
  }
  let finder;
  let wasTouched = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  const touched = (event) => {
    wasTouched = true;
    finder?.changed(event.target.name === "q");
  };
  form.addEventListener("input", touched);
  form.elements.sort.addEventListener("input", touched);
  form.addEventListener("reset", () => setTimeout(() => finder?.reset()));
  // What an address asks for is not shown as everything first.
  place.classList.toggle("sc-directory--waiting", location.search !== "");
  try {
    const answer = await fetch(place.dataset.index);
    if (!answer.ok) throw new Error(`${place.dataset.index}: ${answer.status}`);
    finder = new Finder(place, await answer.json());
    if (wasTouched) finder.changed(true);
    else finder.restore();
  } catch (error) {
    // The list in parts is still there.
    place.classList.add("sc-directory--plain");
    throw error;
  } finally {
    place.classList.remove("sc-directory--waiting");
  }
}

const place = globalThis.document?.querySelector(".sc-directory[data-index]");
if (place) start(place);
