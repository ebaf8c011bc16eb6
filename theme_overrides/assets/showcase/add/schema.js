// As much of JSON Schema as the schema of a server uses; what it does not know it passes over.

import { size } from "./text.js";

const KINDS = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  array: Array.isArray,
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

/** Return what is wrong with a value: where, by which keyword, its limit, and what stands there. */
export function problems(root, schema, value, path = []) {
  const found = [];
  const wrong = (keyword, limit, at = path) => found.push({ path: at, keyword, limit, value });
  const inner = (name, item) => problems(root, name, item[1], [...path, item[0]]);
  if (schema.$ref) found.push(...problems(root, pointed(root, schema.$ref), value, path));
  if (schema.type && ![schema.type].flat().some((kind) => KINDS[kind](value))) {
    return [...found, { path, keyword: "type", limit: schema.type, value }];
  }
  if (schema.enum && !schema.enum.includes(value)) wrong("enum", schema.enum);
  if (schema.not && problems(root, schema.not, value).length === 0) wrong("not", schema.not);
  if (typeof value === "string") {
    if (schema.maxLength !== undefined && size(value) > schema.maxLength) {
      wrong("maxLength", schema.maxLength);
    }
    if (schema.pattern && !new RegExp(schema.pattern, "u").test(value)) {
      wrong("pattern", schema.pattern);
    }
  } else if (typeof value === "number") {
    if (value < (schema.minimum ?? -Infinity)) wrong("minimum", schema.minimum);
    if (value > (schema.maximum ?? Infinity)) wrong("maximum", schema.maximum);
  } else if (Array.isArray(value)) {
    if (value.length < (schema.minItems ?? 0)) wrong("minItems", schema.minItems);
    if (value.length > (schema.maxItems ?? Infinity)) wrong("maxItems", schema.maxItems);
    if (schema.items) {
      for (const item of value.entries()) found.push(...inner(schema.items, item));
    }
  } else if (KINDS.object(value)) {
    const names = Object.keys(value);
    if (names.length > (schema.maxProperties ?? Infinity)) {
      wrong("maxProperties", schema.maxProperties);
    }
    for (const name of schema.required ?? []) {
      if (!Object.hasOwn(value, name)) wrong("required", name, [...path, name]);
    }
    for (const [name, item] of Object.entries(value)) {
      if (schema.propertyNames) found.push(...problems(root, schema.propertyNames, name, [...path, name]));
      if (schema.properties && Object.hasOwn(schema.properties, name)) {
        found.push(...inner(schema.properties[name], [name, item]));
      } else if (schema.additionalProperties === false) {
        wrong("additionalProperties", name, [...path, name]);
      } else if (schema.additionalProperties) {
        found.push(...inner(schema.additionalProperties, [name, item]));
      }
    }
  }
  return found;
}

function pointed(root, pointer) {
  return pointer.split("/").slice(1).reduce((place, name) => place[name], root);
}
