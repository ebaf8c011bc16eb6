// The border for what is typed: the same rules as the program's own, which reads it again.

const LINE_ENDS = /\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]/g;
// Never seen: controls, bidi, tags, lone surrogates. Joiners, selectors, fillers and the Arabic and
// Syriac number signs stay.
const DROPPED =
  /(?![\n\t\u200c\u200d\p{VS}\u115f\u1160\u2800\u3164\uffa0\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])[\p{Cc}\p{Cs}\p{NChar}\p{Cf}\p{DI}]/gu;
// Scripts whose letters a joiner shapes, also at the end of a word.
const SHAPED = `[${(
  "Adlam Arabic Balinese Bengali Chakma Devanagari Grantha Gujarati Gurmukhi Hanifi_Rohingya "
  + "Javanese Kannada Khmer Malayalam Mandaic Mongolian Myanmar Newa Nko Oriya Phags_Pa Sinhala "
  + "Sogdian Syriac Tai_Tham Tamil Telugu Tibetan Tirhuta"
).split(" ").map((name) => `\\p{Script=${name}}`).join("")}]`;
// A joiner that shapes no letter and ties no two emoji only hides; of two the second does nothing.
const DOUBLED = /([\u200c\u200d])[\u200c\u200d]+/gu;
const LOOSE_JOINER = new RegExp(
  String.raw`(?<!${SHAPED}\p{Script=Inherited}{0,2})(?!(?<=\S).${SHAPED})(?:\u200c`
  + String.raw`|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d`
  + String.raw`|\u200d(?!\p{Extended_Pictographic}))|\u200c(?=\s|$)`,
  "gu",
);
// So does a selector after a sign that has no variants.
const LOOSE_SELECTOR =
  /(?<![\p{Emoji}\p{S}])[\ufe00-\ufe0f]|(?<!\p{Ideographic})[\u{e0100}-\u{e01ef}]|(?<!\p{Script=Mongolian})[\u180b-\u180d\u180f]/gu;
// More accents on one letter than any language writes.
const PILED = /(\p{M}{10})\p{M}+/gu;
const INK = /(?![\u115f\u1160\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}\p{Co}]/u;
// Letters that no decomposition turns into plain ones.
const PLAIN = {
  æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ħ: "h", ı: "i", ŋ: "ng", ß: "ss",
};

function clean(text) {
  return text.replace(LINE_ENDS, "\n").replace(DROPPED, "").replace(LOOSE_SELECTOR, "")
    .replace(DOUBLED, "$1").replace(LOOSE_JOINER, "")
    .replace(PILED, "$1").normalize("NFC").replace(PILED, "$1");
}

/** One line of visible text. */
export function oneLine(text) {
  return clean(text).replace(/\s+/g, " ").trim();
}

/** Lines of visible text. */
export function lines(text) {
  return clean(text).split("\n").map((line) => untabbed(line).trimEnd()).join("\n")
    .replace(/\n{3,}/g, "\n\n").replace(/^\n+|\n+$/g, "");
}

function untabbed(line) {
  let made = "";
  for (const sign of line) made += sign === "\t" ? " ".repeat(4 - (size(made) % 4)) : sign;
  return made;
}

export function isVisible(text) {
  return INK.test(text);
}

/** The number of characters, where an emoji of one code point is one. */
export function size(text) {
  let count = 0;
  for (const _ of text) count += 1; // eslint-disable-line no-unused-vars
  return count;
}

/** Return a slug for a name; empty where the name has no letter of ASCII. */
export function slugOf(name, limit, reserved) {
  const plain = name.toLowerCase().replace(/['’]/g, "")
    .replace(/[æœøđðþłħıŋß]/g, (letter) => PLAIN[letter])
    .normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replaceAll("&", " and ").replaceAll("+", " plus ").replace(/(?<=\b[a-z])#/g, " sharp ");
  const words = plain.match(/[a-z0-9]+/g) ?? [];
  let slug = "";
  for (const word of words) {
    const longer = slug ? `${slug}-${word}` : word;
    if (longer.length > limit) break;
    slug = longer;
  }
  slug ||= words.join("").slice(0, limit);
  return reserved.includes(slug) ? `${slug}-server` : slug;
}
