// A poster for a server that has none yet, after those that the program draws.

const HUES = [[31, 0.17], [52, 0.14], [80, 0.15], [143, 0.14], [166, 0.12], [196, 0.1], [236, 0.13], [263, 0.17], [292, 0.14], [340, 0.15], [8, 0.17]];

/** Return a colour and two pictures, as addresses, for a name. */
export function poster(slug, name) {
  const lot = hash(slug);
  const [degrees, chroma] = HUES[lot % HUES.length];
  const tone = (light, share = 1, turn = 0) =>
    `oklch(${light} ${(chroma * share).toFixed(3)} ${degrees + turn})`;
  const letters = escaped(initials(name));
  const right = (lot >>> 8) % 2;
  const [x, y] = [((lot >>> 9) % 2) * 16, right * 9];
  const rings = [9.6, 8, 6.4, 4.8, 3.2, 1.6].map((radius, ring) =>
    `<circle cx="${x}" cy="${y}" r="${radius}" fill="${
      [tone(0.47), tone(0.54), tone(0.47), tone(0.54), tone(0.6, 1, 20), tone(0.47)][ring]}"/>`);
  const write = (at, size, end) => `<text x="${at}" y="50%" dy=".36em" text-anchor="${end}" font-family="system-ui,sans-serif" font-weight="800" letter-spacing="-.04em" font-size="${size}"`;
  return {
    color: tone(0.54),
    banner: drawing(16, 9, `<path fill="${tone(0.54)}" d="M0 0h16v9H0z"/>${rings.join("")}${write(14.9, 4.9, "end")} fill="${tone(0.98, 0.12)}">${letters}</text>`),
    icon: drawing(9, 9, `<path fill="${tone(0.92, 0.35)}" d="M0 0h9v9H0z"/>${write("50%", 4.6, "middle")} fill="${tone(0.34, 0.9)}">${letters}</text>`),
  };
}

function drawing(width, height, inside) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width * 60}" height="${height * 60}">${inside}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** One or two letters for a name. */
function initials(name) {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function hash(text) {
  let value = 2166136261;
  for (const sign of text) value = Math.imul(value ^ sign.codePointAt(0), 16777619);
  return (value ^ (value >>> 15)) >>> 0;
}
