import { inSlices, type FieldError } from '../../base/index.js';
import { mainTerms } from '../../mappings/index.js';
import { filterErrors } from './compile.js';
import type { Rule } from './rule.js';

/** Rules that are looked at at once. */
const SLICE = 20;

/** What no schema says of rules: each mistake with its path below `path`. */
export async function checkRules(rules: readonly Rule[], path: string): Promise<FieldError[]> {
  const errors: FieldError[] = [];
  const first = new Map<string, number>();
  await inSlices(rules, SLICE, (rule, i) => {
    const at = `${path}.${i}`;
    const before = first.get(rule.id);
    if (before !== undefined) {
      errors.push({ path: `${at}.id`, message: `expected another id: ${path}.${before} has it` });
    } else first.set(rule.id, i);
    errors.push(...conditionErrors(rule, `${at}.when`), ...actionErrors(rule, `${at}.then`));
  });
  return errors;
}

function conditionErrors({ when }: Rule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [how, texts] of Object.entries(when.query ?? {})) {
    texts.forEach((text, i) => {
      if (mainTerms(text).length === 0) {
        errors.push({ path: `${path}.query.${how}.${i}`, message: 'expected words' });
      }
    });
  }
  if (when.filters !== undefined && Object.keys(when.filters).length === 0) {
    errors.push({ path: `${path}.filters`, message: 'expected at least one field' });
  }
  if (
    when.from !== undefined &&
    when.until !== undefined &&
    Date.parse(when.from) >= Date.parse(when.until)
  ) {
    errors.push({ path: `${path}.until`, message: 'expected a time after from' });
  }
  return errors;
}

function actionErrors({ when, then }: Rule, path: string): FieldError[] {
  const { pin = [], add, boost = [], bury = [], filter } = then;
  const errors: FieldError[] = [];
  const positions = new Map<number, number>();
  pin.forEach(({ position }, i) => {
    const other = positions.get(position);
    if (other === undefined) positions.set(position, i);
    else
      errors.push({ path: `${path}.pin.${i}.position`, message: `expected a free one: pin.${other} has it` });
  });
  const named = new Map<string, string>();
  const name = (id: string, at: string) => {
    const other = named.get(id);
    if (other === undefined) named.set(id, at);
    else errors.push({ path: `${path}.${at}`, message: `expected each product once: ${other} names it` });
  };
  pin.forEach(({ id }, i) => name(id, `pin.${i}.id`));
  for (const [action, all] of [
    ['boost', boost],
    ['bury', bury],
  ] as const) {
    all.forEach(({ ids, filter: tree }, i) => {
      const at = `${action}.${i}`;
      if ((ids === undefined) === (tree === undefined)) {
        errors.push({ path: `${path}.${at}`, message: 'expected either ids or a filter' });
      }
      ids?.forEach((id, k) => name(id, `${at}.ids.${k}`));
      if (tree !== undefined) errors.push(...filterErrors(tree, `${path}.${at}.filter`));
    });
  }
  if (filter !== undefined) errors.push(...filterErrors(filter, `${path}.filter`));
  if (add !== undefined && pin.length === 0) {
    errors.push({ path: `${path}.add`, message: 'expected pin beside it' });
  }
  // Else what belongs to the answer would depend on the shopper's filters, and counts would not hold.
  const narrow = (['category', 'filters', 'context'] as const).find((part) => when[part] !== undefined);
  if (narrow !== undefined) {
    const message = `expected no when.${narrow} beside it: what belongs to an answer depends on query and time alone`;
    if (filter !== undefined) errors.push({ path: `${path}.filter`, message });
    if (add === true) errors.push({ path: `${path}.add`, message });
  }
  return errors;
}
