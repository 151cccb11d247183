import { isRecord } from '../../base/index.js';
import { MAX_ENTRIES, MAX_TEXT } from '../limits.js';
import type { AttributeValue } from '../product.js';
import { cleanLines, cleanText, type Repairs } from './text.js';

const BULLET = /^(?:[•●▪■◦‣⁃·*✓✔➤►]+|[-–—](?=\s))\s*/;
/**
 * Marks between the levels of a category path. A slash counts only with spaces: `TV/Video` is one name. Further
 * spaces are left to the levels, which are trimmed: taken here, each of a run of them would be tried to its end.
 */
const LEVELS = /[>›»|→]|\s[/\\]\s/;
/** Names an object could be changed with by careless code downstream. */
const UNSAFE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** Text of a scalar; undefined for null, objects and lists. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return typeof value === 'boolean' ? String(value) : undefined;
}

/** A list or an object that a text holds in JSON (`["a","b"]`), as spreadsheets carry it; otherwise the value itself. */
function unpack(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*(?:\[\s*["{\]]|\{\s*["}])/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Bullet points from a list or from a text of lines or HTML list items, bullet characters taken off. */
export function cleanBullets(input: unknown, repairs: Repairs): string[] {
  const value = unpack(input);
  const entries = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  const bullets: string[] = [];
  for (const entry of entries) {
    const text = scalarText(entry);
    if (text === undefined) {
      if (entry !== null) repairs.add('bullets', 'bad_value', 'expected texts', entry);
      continue;
    }
    for (const line of cleanLines('bullets', text, MAX_TEXT.bullet, repairs)) {
      const bullet = line.replace(BULLET, '');
      if (bullet !== '') bullets.push(bullet);
    }
  }
  return limitEntries('bullets', bullets, MAX_ENTRIES.bullets, repairs);
}

/**
 * A category path, root first, from a list of levels or a text (`A > B > C`, `A | B`, `/a/b`). Of several
 * paths the first is kept and the others are reported: a product stands in one place.
 */
export function cleanCategory(input: unknown, repairs: Repairs): string[] {
  const value = unpack(input);
  if (!Array.isArray(value)) return levels(value, repairs);
  const list = value as readonly unknown[];
  const paths = list.filter(
    (entry) => Array.isArray(entry) || (typeof entry === 'string' && LEVELS.test(entry)),
  );
  if (paths.length > 0 && paths.length === list.length) {
    if (paths.length > 1) repairs.add('category', 'bad_category', 'one path is kept', paths.slice(1));
    const [first] = paths;
    return Array.isArray(first) ? cleanLevels(first, repairs) : levels(first, repairs);
  }
  return cleanLevels(list, repairs);
}

function levels(value: unknown, repairs: Repairs): string[] {
  const text = scalarText(value);
  if (text === undefined) {
    repairs.add('category', 'bad_category', 'expected a path such as "Shoes > Running" or a list', value);
    return [];
  }
  const clean = cleanText('category', text, MAX_TEXT.category * MAX_ENTRIES.category, repairs);
  return cleanLevels(clean.startsWith('/') ? clean.split('/') : clean.split(LEVELS), repairs);
}

function cleanLevels(list: readonly unknown[], repairs: Repairs): string[] {
  const path: string[] = [];
  for (const entry of list) {
    const text = scalarText(nameOf(entry));
    if (text === undefined) {
      if (entry !== null) repairs.add('category', 'bad_category', 'expected names of categories', entry);
      continue;
    }
    const level = cleanText('category', text, MAX_TEXT.category, repairs);
    if (level !== '') path.push(level);
  }
  return limitEntries('category', path, MAX_ENTRIES.category, repairs);
}

/** Some exports give each level as an object with a name. */
function nameOf(entry: unknown): unknown {
  return isRecord(entry) ? (entry['name'] ?? entry['title'] ?? entry) : entry;
}

/**
 * Attributes from an object of name → value or a list of `{name|key, value}`: texts, finite numbers,
 * booleans and lists of texts. Undefined when none is left.
 */
export function cleanAttributes(
  input: unknown,
  extra: ReadonlyMap<string, unknown>,
  repairs: Repairs,
): Readonly<Record<string, AttributeValue>> | undefined {
  const clean = new Map<string, AttributeValue>();
  for (const [rawName, value] of [...attributeEntries(unpack(input), repairs), ...extra]) {
    if (value === null || value === undefined || value === '') continue;
    const name = cleanText('attributes', rawName, MAX_TEXT.attributeName, repairs);
    const field = `attributes.${name}`;
    if (name === '' || UNSAFE_NAMES.has(name)) {
      repairs.add('attributes', 'bad_attribute', 'an attribute cannot have this name', rawName);
    } else if (clean.size >= MAX_ENTRIES.attributes) {
      repairs.add(field, 'too_many', `the first ${MAX_ENTRIES.attributes} attributes are kept`, value);
    } else {
      const kept = cleanAttribute(field, value, repairs);
      if (kept !== undefined) clean.set(name, kept);
    }
  }
  return clean.size === 0 ? undefined : Object.fromEntries(clean);
}

function attributeEntries(value: unknown, repairs: Repairs): [string, unknown][] {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) {
    return value.flatMap((entry: unknown): [string, unknown][] => {
      if (typeof entry === 'object' && entry !== null) {
        const pair = entry as Readonly<Record<string, unknown>>;
        const name = pair['name'] ?? pair['key'];
        if (typeof name === 'string' && pair['value'] !== undefined) return [[name, pair['value']]];
      }
      repairs.add('attributes', 'bad_attribute', 'expected {name, value}', entry);
      return [];
    });
  }
  if (typeof value === 'object') return Object.entries(value);
  repairs.add('attributes', 'bad_attribute', 'expected an object of names and values', value);
  return [];
}

function cleanAttribute(field: string, value: unknown, repairs: Repairs): AttributeValue | undefined {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  if (typeof value === 'string') return cleanText(field, value, MAX_TEXT.attribute, repairs) || undefined;
  if (Array.isArray(value)) {
    const texts: string[] = [];
    for (const entry of value as readonly unknown[]) {
      const text = scalarText(entry);
      if (text === undefined) {
        if (entry !== null) repairs.add(field, 'bad_attribute', 'expected texts in a list', entry);
        continue;
      }
      const clean = cleanText(field, text, MAX_TEXT.attribute, repairs);
      if (clean !== '') texts.push(clean);
    }
    const kept = limitEntries(field, texts, MAX_ENTRIES.attribute, repairs);
    return kept.length === 0 ? undefined : kept;
  }
  repairs.add(field, 'bad_attribute', 'expected a text, a number, true or false, or a list of texts', value);
  return undefined;
}

function limitEntries(field: string, list: string[], limit: number, repairs: Repairs): string[] {
  if (list.length <= limit) return list;
  repairs.add(field, 'too_many', `${list.length} entries; the first ${limit} were kept`, list.slice(limit));
  return list.slice(0, limit);
}
