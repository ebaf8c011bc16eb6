// What is wrong with an entry, in words for whoever writes it: by the published schema first, then
// by what the site knows, and by what a schema cannot say.

import { problems } from "./schema.js";
import { size } from "./text.js";

const TAG = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} +#.\-\u200c\u200d]*$/u;
const HOST = /^https:\/\/[\p{L}\p{M}\p{N}\-.\u30fb\u3002\uff0e\uff61]+(?:[:/?#]|$)/iu;

export class Check {
  /** Take the schema, what is listed, and the words, of which a sentence is made. */
  constructor({ schema, listed, number, settings }) {
    this.schema = schema;
    this.listed = listed;
    this.number = number;
    this.words = settings.words;
    this.removed = settings.removed;
  }

  /** Return a sentence for each field in which something is wrong. */
  wrong(entry, slug, pairs) {
    const found = new Map();
    const { words } = this;
    const add = (key, text, server) => {
      if (!found.has(key)) found.set(key, { text, server });
    };
    for (const problem of problems(this.schema, this.schema, entry)) {
      const key = problem.path.join(".") === "run_by.url" ? "run_by_url" : problem.path[0];
      add(key, this.worded(problem));
    }
    for (const tag of entry.tags ?? []) {
      if (!TAG.test(tag)) add("tags", fill(words.tag, { value: short(tag) }));
    }
    for (const [key, url] of [...Object.values(entry.links ?? {}).map((url) => ["links", url]),
      ["run_by_url", entry.run_by?.url]]) {
      if (url && !isAddress(url)) add(key, fill(words.url, { value: short(url) }));
    }
    const labels = new Set();
    for (const [label, url] of pairs) {
      if (Boolean(label) !== Boolean(url)) add("links", words.link);
      if (label && labels.has(label)) add("links", fill(words.twice, { value: short(label) }));
      labels.add(label);
    }
    if (entry.backup_invite && entry.backup_invite.toLowerCase() === entry.invite?.toLowerCase()) {
      add("backup_invite", words.same_invite);
    }
    this.address(slug, add);
    const taken = (key, server) => {
      if (server) add(key, fill(words.taken, { name: server.name }), server);
    };
    for (const key of ["invite", "backup_invite"]) {
      if (entry[key]) taken(key, this.listed?.invite(entry[key]));
    }
    taken("server_id", this.listed?.id(entry.server_id));
    taken("slug", this.listed?.slug(slug));
    return found;
  }

  /** Add what is wrong with the slug, by the same schema as any slug in an entry. */
  address(slug, add) {
    const { words, schema } = this;
    if (!slug) {
      add("slug", words.missing);
      return;
    }
    for (const problem of problems(schema, schema.properties.communities.items, slug)) {
      const { keyword } = problem;
      if (keyword === "not") add("slug", words.reserved);
      else add("slug", keyword === "maxLength" ? this.long(problem) : words.slug);
    }
    if (this.removed.includes(slug)) add("slug", words.removed);
  }

  worded({ path, keyword, limit, value }) {
    const { words } = this;
    const key = path[0];
    if (keyword === "required") {
      if (key === "run_by") return words.run_by;
      return key === "communities" ? words.communities : words.missing;
    }
    if (keyword === "minItems") return words.communities;
    if (keyword === "maxItems" || keyword === "maxProperties") {
      return fill(words.many, { most: this.number.format(limit) });
    }
    if (key === "tags") return fill(words.tag, { value: short(String(value)) });
    if (keyword === "maxLength") return this.long({ limit, value });
    if (key === "invite" || key === "backup_invite") return words.invite;
    if (key === "server_id") return words.server_id;
    if (key === "links" || path[1] === "url") return fill(words.url, { value: short(String(value)) });
    return words.other;
  }

  long({ limit, value }) {
    const { format } = this.number;
    return fill(this.words.long, { n: format(size(value)), most: format(limit) });
  }
}

/** Tell whether a browser takes an address as one of the public web. */
function isAddress(text) {
  try {
    return new URL(text).protocol === "https:" && HOST.test(text);
  } catch {
    return false;
  }
}

/** Fill values into the braces of a text. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function short(text) {
  const signs = [...text];
  return signs.length > 40 ? `${signs.slice(0, 39).join("")}…` : text;
}
