// What the directory shows for a choice: rows of the index read, sorted and filtered, and the
// address that a choice stands in. Nothing here touches the page.

import { folded, SPACELESS } from "../folding.js";

export const GROUPS = ["community", "language", "tag", "size", "activity", "badge"];
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

/** Return all servers in the order that was asked for. */
export function inOrder(all, sort, language) {
  return [...all].sort(SORTS[sort](language));
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

/** Fold the texts of all servers, some at a time, so that the first letter is as quick as others. */
export function* folding(all, facets) {
  for (let start = 0; start < all.length; start += 50) {
    for (const server of all.slice(start, start + 50)) haystack(server, facets);
    yield;
  }
}
