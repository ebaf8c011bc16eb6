// What the directory shows for a choice: rows of the index read, sorted and filtered, and the
// address that a choice stands in. Nothing here touches the page.

import { folded, SPACELESS } from "../folding.js";

export const GROUPS = ["community", "language", "tag", "size", "activity", "badge"];
const AT_A_TIME = 50;
export const SORTS = {
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

/** Return what must all be found, each in one of the ways that stand beside it. */
function terms(text, language) {
  return folded(text).split(/\s+/).filter(Boolean).map((term) => {
    if (!SPACELESS.test(term) || !Intl.Segmenter) return [[term]];
    const parts = [...new Intl.Segmenter(language, { granularity: "word" }).segment(term)]
      .filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
    return parts.length > 1 ? [[term], parts] : [[term]];
  });
}

/** Return in which step of an ascending list of limits a number stands; none if not known. */
function step(limits, n) {
  return n === 0 ? [] : [limits.filter((limit) => n >= limit).length];
}

/** Read the rows of the index into servers with everything that filters look at. */
export function servers(index) {
  const { limits } = index;
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
    };
  });
}

/** Put servers in the order that was asked for, some at a time: names take long to compare. */
export function* ordering(all, sort, language) {
  const compare = SORTS[sort](language);
  const runs = [];
  for (let start = 0; start < all.length; start += AT_A_TIME) {
    runs.push(all.slice(start, start + AT_A_TIME).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    runs.push(merged(runs.shift(), runs.shift(), compare));
    yield;
  }
  return runs[0] ?? [];
}

/** Return two lists that are in order as one. */
function merged(one, other, compare) {
  const both = [];
  let at = 0;
  for (const server of one) {
    while (at < other.length && compare(other[at], server) < 0) both.push(other[at++]);
    both.push(server);
  }
  return both.concat(other.slice(at));
}

/** Tell whether a text holds all that is wanted, each in one of its ways. */
function fits(text, wanted) {
  return wanted.every((ways) => ways.some((way) => way.every((part) => text.includes(part))));
}

/** Filters servers: all words of the text, any choice within a group, all groups together. */
export class Filter {
  constructor(all, { facets, language }) {
    this.all = all;
    this.facets = facets;
    this.language = language;
    this.texts = [];
    // All options of all groups have one numbering, and all servers' options stand in one list:
    // to go through it takes a fraction of the time of thousands of small ones.
    this.starts = [0];
    for (const group of GROUPS) this.starts.push(this.starts.at(-1) + facets[group].length);
    const options = [];
    this.bounds = new Uint32Array(all.length * GROUPS.length + 1);
    all.forEach(({ values }, at) => GROUPS.forEach((group, one) => {
      for (const place of values[group]) options.push(this.starts[one] + place);
      this.bounds[at * GROUPS.length + one + 1] = options.length;
    }));
    this.options = Uint32Array.from(options);
  }

  /** All that words are looked for in; made when first wanted. */
  text(at) {
    this.texts[at] ??= folded([
      this.all[at].name,
      this.all[at].summary,
      ...["community", "language", "tag"].flatMap((group) =>
        this.all[at].values[group].flatMap((place) => this.facets[group][place])),
    ].join("\n"));
    return this.texts[at];
  }

  /** Fold the texts of all servers, some at a time, so that the first letter is as quick as others. */
  * folding() {
    for (let at = 0; at < this.all.length; at += 1) {
      this.text(at);
      if (at % AT_A_TIME === 0) yield;
    }
  }

  /** Tell whether one of a server's options of a group was chosen. */
  meets(at, group, isChosen) {
    const end = this.bounds[at * GROUPS.length + group + 1];
    for (let i = this.bounds[at * GROUPS.length + group]; i < end; i += 1) {
      if (isChosen[this.options[i]]) return true;
    }
    return false;
  }

  /**
   * Return whether each server is found, how many are, and how many one would see of each option.
   *
   * A server counts in a group where that group alone keeps it out.
   */
  filtered(choice) {
    const wanted = terms(choice.q, this.language);
    const counts = new Uint32Array(this.starts.at(-1));
    const isChosen = new Uint8Array(counts.length);
    const chosen = [...GROUPS.keys()].filter((group) => choice[GROUPS[group]].size);
    for (const group of chosen) {
      for (const place of choice[GROUPS[group]]) isChosen[this.starts[group] + place] = 1;
    }
    const isFound = new Uint8Array(this.all.length);
    let found = 0;
    let open = 0;
    for (let at = 0; at < isFound.length; at += 1) {
      if (wanted.length && !fits(this.text(at), wanted)) continue;
      const { isOpen } = this.all[at];
      let failing = 0;
      let first = at * GROUPS.length;
      let last = first + GROUPS.length;
      for (const group of chosen) {
        if (!this.meets(at, group, isChosen)) {
          failing += 1;
          first = at * GROUPS.length + group;
          last = first + 1;
        }
      }
      if (failing === 0 && isOpen) open += 1;
      if (failing > 1 || (choice.open && !isOpen)) continue;
      if (failing === 0) {
        isFound[at] = 1;
        found += 1;
      }
      const end = this.bounds[last];
      for (let i = this.bounds[first]; i < end; i += 1) counts[this.options[i]] += 1;
    }
    return {
      isFound, found, open,
      counts: Object.fromEntries(GROUPS.map((group, one) => [
        group, counts.subarray(this.starts[one], this.starts[one + 1]),
      ])),
    };
  }
}

/**
 * Return the choice that the query of an address stands for. Values are slugs, so that links last.
 *
 * `atFirst` is how many servers are shown before anybody asks for more.
 */
export function choiceOf(search, facets, atFirst) {
  const query = new URLSearchParams(search);
  const choice = {
    q: query.get("q") ?? "",
    open: query.get("open") === "1",
    sort: Object.hasOwn(SORTS, query.get("sort") ?? "") ? query.get("sort") : "fair",
    show: Math.max(atFirst, Number.parseInt(query.get("show"), 10) || atFirst),
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

/** Return the query that stands for a choice; empty where nothing is chosen. */
export function queryOf(choice, facets, atFirst) {
  const query = new URLSearchParams();
  if (choice.q) query.set("q", choice.q);
  for (const group of GROUPS) {
    const keys = [...choice[group]].map((place) => facets[group][place][0]);
    if (keys.length) query.set(group, keys.join(","));
  }
  if (choice.open) query.set("open", "1");
  if (choice.sort !== "fair") query.set("sort", choice.sort);
  if (choice.show > atFirst) query.set("show", String(choice.show));
  const text = query.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}
