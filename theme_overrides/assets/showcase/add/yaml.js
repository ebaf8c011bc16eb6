// The canonical YAML of an entry, as the program writes it: plain where that is safe, else quoted.

import { size } from "./text.js";

const WIDTH = 100;
const UNPLAIN = /^[-?:,[\]{}#&*!|>'"%@`~=<]|: |:$| #|^\s|\s$|[\t\n]|^\.\.\.|^$/;
const IN_FLOW = /[,[\]{}:?]/;
// What some version of YAML reads as something else than text.
const OTHER = [
  /^(?:yes|no|true|false|on|off|null)$/i,
  /^0o[0-7]+$/,
  /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/,
  /^[-+]?(?:0b[0-1_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+][0-9]+)?)$/,
  /^\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?$/,
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/,
  /^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/,
];

/**
 * Return the file of an entry: its fields in their order, after the line that editors look for.
 *
 * `markdown` names the fields that are written as blocks where they would need quotes.
 */
export function entryYaml(fields, { schemaUrl, markdown }) {
  const rows = schemaUrl ? [`# yaml-language-server: $schema=${schemaUrl}`] : [];
  for (const [key, value] of Object.entries(fields)) {
    rows.push(...field(key, value, "", markdown.includes(key)));
  }
  return `${rows.join("\n")}\n`;
}

function field(key, value, pad, isMarkdown = false) {
  const start = `${pad}${scalar(key)}:`;
  if (Array.isArray(value)) {
    const line = `${start} [${value.map(flow).join(", ")}]`;
    return size(line) <= WIDTH
      ? [line]
      : [start, ...value.map((item) => `${pad}  - ${scalar(item)}`)];
  }
  if (typeof value === "object") {
    return [start, ...Object.entries(value).flatMap(([name, item]) => field(name, item, `${pad}  `))];
  }
  if (typeof value === "string" && isBlock(value, isMarkdown)) {
    const indent = value.startsWith(" ") ? "2" : "";
    return [`${start} |${indent}`, ...value.split("\n").map((row) => row && `${pad}  ${row}`)];
  }
  return [`${start} ${scalar(value)}`];
}

function isBlock(value, isMarkdown) {
  const isOdd = size(value) > WIDTH - 12 || needsQuotes(value);
  return value.includes("\n") || (isMarkdown && isOdd);
}

function scalar(value) {
  if (typeof value !== "string") return String(value);
  return needsQuotes(value) ? quoted(value) : value;
}

function needsQuotes(value) {
  return UNPLAIN.test(value) || OTHER.some((pattern) => pattern.test(value));
}

function flow(value) {
  return IN_FLOW.test(value) ? quoted(value) : scalar(value);
}

/** In single quotes nothing but the quote itself is special. */
function quoted(value) {
  return /["\\]/.test(value) ? `'${value.replaceAll("'", "''")}'` : `"${value}"`;
}
