// How texts are compared: without case, width and accents.

// Signs that only change a letter. Vowels of Indic scripts and the Japanese voicing make another.
const ACCENTS = /(?![\u3099\u309a])[\p{Script=Inherited}\u0591-\u05c7\u0610-\u061a\u0656-\u065f]/gu;

/** Scripts that put no space between words. */
export const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Fold case, width and accents. */
export function folded(text) {
  // To upper case first: that makes two letters of \u00df, as folding does.
  return text.normalize("NFKD").replace(ACCENTS, "").toUpperCase().toLowerCase()
    .replaceAll("\u03c2", "\u03c3");
}
