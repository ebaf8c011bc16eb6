// What the search finds, and which few files of its index it needs for that.
// `generator/showcase/search/` writes the index, and cuts texts into terms in the same way.

import { folded, SPACELESS } from "./folding.js";

export const TERM = /[\p{L}\p{M}\p{N}]+(?:(?:\+\+|#)(?![\p{L}\p{M}\p{N}]))?/gu;
const RUNS = new RegExp(`${SPACELESS.source}+|(?:(?!${SPACELESS.source}).)+`, "gu");
/** What a term is worth in the rest of a text, a summary, the keywords, a title. */
const WORTH = [1, 3, 5, 9];
/** Files of terms that one word may ask for. */
const MOST_FILES = 4;

/** Return the terms of what somebody looks for. */
export function terms(text) {
  const found = [...folded(text).matchAll(TERM)].flatMap(([term]) => (
    SPACELESS.test(term) ? term.match(RUNS).flatMap(parts) : [term]
  ));
  return [...new Set(found)];
}

/** Join what was cut from a script without spaces. */
export function joined(cut) {
  return cut.reduce((whole, term) => {
    const [first, ...rest] = term;
    const last = whole.at(-1) ?? "";
    if (!SPACELESS.test(first) || !last.endsWith(first)) return [...whole, term];
    return [...whole.slice(0, -1), last + rest.join("")];
  }, []);
}

/** Cut a run of a script without spaces into pairs of signs. */
function parts(run) {
  const signs = [...run];
  if (signs.length < 2 || !SPACELESS.test(run)) return [run];
  return signs.slice(1).map((sign, place) => signs[place] + sign);
}

/** Return how many letters two words share at their beginning. */
function shared(one, other) {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** Tell whether a word becomes another by so many slips of a finger, or fewer. */
export function isNear(one, other, slips) {
  if (Math.abs(one.length - other.length) > slips) return false;
  let above = [];
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        next[j] = Math.min(next[j], above[j - 2] + 1);
      }
    }
    [above, row] = [row, next];
  }
  return row[other.length] <= slips;
}

/**
 * Return how many letters at the end of a word may be another ending of the same word.
 *
 * To a word of up to four letters an ending is added, or taken away: another in its place makes
 * another word.
 */
const ending = (term) => (term.length < 4 ? 0 : Math.min(3, Math.ceil((term.length - 3) / 2)));

/** Return how well a term of the index fits the wanted one, from 0 to 1. */
export function fit(term, wanted) {
  if (term === wanted) return 1;
  // One letter is a word of its own, or the first of far too many.
  if (wanted.length === 1 && !SPACELESS.test(wanted)) return 0;
  if (term.startsWith(wanted)) return 0.2 + 0.6 * (wanted.length / term.length);
  const same = shared(wanted, term);
  const most = wanted.length > 4 ? same + 1 : same;
  const isForm = same >= wanted.length - ending(wanted) && term.length <= most;
  return ending(wanted) && isForm ? 0.35 : 0;
}

/** The index of one site. */
export class Index {
  constructor(root) {
    this.root = root;
    this.files = new Map();
  }

  /** Read the manifest; once more if what it names has gone with an earlier build. */
  async open({ again = false } = {}) {
    if (again || !this.manifest) {
      const answer = await fetch(`${this.root}manifest.json`, { cache: again ? "reload" : "default" });
      if (!answer.ok) throw new Error(`${answer.status} for ${answer.url}`);
      const before = this.manifest?.folder;
      this.manifest = await answer.json();
      this.common = new Set(this.manifest.common);
      this.files.clear();
      return this.manifest.folder !== before;
    }
    return false;
  }

  file(name) {
    if (!this.files.has(name)) {
      const wanted = fetch(`${this.root}${this.manifest.folder}/${name}.json`).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.status} for ${answer.url}`);
        return answer.json();
      });
      wanted.catch(() => this.files.delete(name));
      this.files.set(name, wanted);
    }
    return this.files.get(name);
  }

  /** Return all terms that begin with what is given, or nearly all: a short one has too many. */
  async beginning(start) {
    const { starts } = this.manifest;
    let first = 0;
    while (first + 1 < starts.length && starts[first + 1] <= start) first += 1;
    let last = first;
    while (last + 1 < starts.length && starts[last + 1].startsWith(start)) last += 1;
    last = Math.min(last, first + MOST_FILES - 1);
    const numbers = starts.length ? [...Array(last - first + 1).keys()] : [];
    const shards = await Promise.all(numbers.map((n) => this.file(`t${first + n}`)));
    return shards.flatMap((shard) => Object.entries(shard));
  }

  /** Return what each document is worth for one wanted term, by which of its terms, and its rank. */
  async worth(wanted) {
    const root = wanted.slice(0, wanted.length - ending(wanted));
    let fitting = (await this.beginning(root))
      .map(([term, places]) => [fit(term, wanted), term, places]).filter(([quality]) => quality);
    const slips = wanted.length < 4 ? 0 : wanted.length < 8 ? 1 : 2;
    if (!fitting.length && slips && !this.common.has(wanted)) {
      fitting = (await this.beginning(wanted.slice(0, 2)))
        .filter(([term]) => isNear(wanted, term, slips))
        .map(([term, places]) => [0.25, term, places]);
    }
    const found = new Map();
    for (const [quality, term, places] of fitting) {
      const rarity = Math.log(1 + this.manifest.documents / places.length);
      let place = 0;
      for (const step of places) {
        place += step;
        const document = place >> 2;
        const rank = place & 3;
        const worth = quality * rarity * WORTH[rank];
        const best = found.get(document) ?? { quality: 0, worth: 0 };
        // Named is what fits best, however much a rarer one is worth.
        const isBetter = quality - best.quality || worth - best.worth;
        const named = isBetter > 0 ? { quality, term, rank } : best;
        found.set(document, { ...named, worth: Math.max(worth, best.worth) });
      }
    }
    return found;
  }

  /**
   * Find documents, the best first.
   *
   * All words must be there. Where nothing has them all, what has the most of them is found.
   * `hits` says of a document by which of its terms it was found.
   */
  async find(text) {
    const wanted = terms(text);
    const worths = await Promise.all(wanted.map((term) => this.worth(term)));
    const hits = (document) => worths.flatMap((found) => found.get(document) ?? []);
    const sums = new Map();
    for (const [place, found] of worths.entries()) {
      // What nearly all documents say keeps none of them out.
      const counts = this.common.has(wanted[place]) ? 0 : 1;
      for (const [document, { worth }] of found) {
        const [sum, words] = sums.get(document) ?? [0, 0];
        sums.set(document, [sum + worth, words + counts]);
      }
    }
    const telling = wanted.filter((term) => !this.common.has(term)).length;
    const most = Math.max(0, ...[...sums.values()].map(([, words]) => words));
    const documents = [...sums].filter(([, [, words]]) => words === most)
      .sort(([a, [one]], [b, [other]]) => other - one || a - b).map(([document]) => document);
    return { documents, hits, isPart: documents.length > 0 && most < telling };
  }

  /** Return documents as results show them. */
  async shown(documents) {
    const { leaf } = this.manifest;
    return Promise.all(documents.map(async (document) => {
      const leaves = await this.file(`d${Math.floor(document / leaf)}`);
      const [title, address, kind, summary = "", picture = "", lang = ""] = leaves[document % leaf];
      return { document, title, address, kind, summary, picture, lang };
    }));
  }

  /** Do what reads files of the index; a site that was published anew meanwhile is read anew. */
  async reading(action) {
    await this.open();
    try {
      return await action();
    } catch (error) {
      if (!await this.open({ again: true })) throw error;
      return action();
    }
  }
}
