// Home: one chip that leads to the servers in the visitor's own language. Nothing is sent anywhere.

/** Return the language that a visitor reads best of those known, each `[tag, words]`. */
export function best(wanted, known) {
  for (const tag of wanted.map((one) => one.toLowerCase())) {
    const [language] = tag.split("-");
    const found = known.find(([own]) => own.toLowerCase() === tag)
      ?? known.find(([own]) => own.toLowerCase() === language)
      ?? known.find(([own]) => own.toLowerCase().split("-")[0] === language);
    if (found) return found;
  }
  return undefined;
}

const place = globalThis.document?.querySelector(".sc-hello");
const found = place && best(navigator.languages, JSON.parse(place.dataset.languages));
if (found) {
  const [tag, words] = found;
  const link = place.querySelector("a");
  const text = document.createElement("bdi");
  Object.assign(text, { lang: tag, textContent: words });
  link.href = `${place.dataset.root}${tag}/`;
  link.replaceChildren(text);
  link.hidden = false;
}
