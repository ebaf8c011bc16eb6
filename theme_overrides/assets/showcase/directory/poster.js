// The posters that the directory's script hangs.

/** Return a function that words a number: it chooses the plural form and fills the number in. */
export function wordedBy(index) {
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
export const labelOf = ([key, label]) => label ?? key;

/** One poster, made from the one that stands in the page, so that the two never differ. */
export function poster(pattern, index, worded, root, server) {
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
