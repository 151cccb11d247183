import { AisleError, type FieldError } from '../base/index.js';

/** Gains of the ESCI labels: exact, substitute, complement, irrelevant (Reddy et al., Shopping Queries Dataset, 2022). */
const LABEL_GAINS: Readonly<Record<string, number>> = { E: 1, S: 0.1, C: 0.01, I: 0 };

/** At least this gain makes a product worth being in the answer: an exact one or a substitute. */
export const ACCEPTABLE_GAIN = 0.1;

/** Gain of each judged product of one query, 0..1. */
export type Gains = ReadonlyMap<string, number>;

/** Judged products by query, in the file's order. */
export type Judgments = ReadonlyMap<string, Gains>;

const HEADER = ['query', 'product_id', 'label'] as const;
/** Mistakes quoted in the message; `errors` holds all. */
const QUOTED = 10;

/**
 * Reads tab-separated judgments: the header `query`, `product_id`, `label` (any order, further columns are ignored),
 * then a judgment a line; the label is E, S, C, I or a gain from 0 to 1. The same judgment twice counts once.
 * Throws `bad_file` with every mistake, each with its line (`path: "line 7"`).
 */
export function parseJudgments(text: string): Judgments {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const header = (lines[0] ?? '').split('\t').map((name) => name.trim());
  const missing = HEADER.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    fail([
      {
        path: 'line 1',
        message: `expected the tab-separated header ${HEADER.join(', ')}; missing: ${missing.join(', ')}`,
      },
    ]);
  }
  const columns = HEADER.map((name) => header.indexOf(name));
  const judgments = new Map<string, Map<string, number>>();
  const errors: FieldError[] = [];
  for (const [i, line] of lines.entries()) {
    if (i === 0 || line.trim() === '') continue;
    const mistake = readLine(line.split('\t'), columns, judgments);
    if (mistake !== undefined) errors.push({ path: `line ${i + 1}`, message: mistake });
  }
  if (errors.length === 0 && judgments.size === 0) {
    errors.push({ path: 'line 2', message: 'expected at least one judgment' });
  }
  if (errors.length > 0) fail(errors);
  return judgments;
}

/** Adds the judgment of one line; answers what is wrong with it. */
function readLine(
  cells: readonly string[],
  columns: readonly number[],
  judgments: Map<string, Map<string, number>>,
): string | undefined {
  const [query = '', product = '', label = ''] = columns.map((column) => (cells[column] ?? '').trim());
  if (query === '') return 'expected a query';
  if (product === '') return 'expected a product_id';
  const gain = gainOf(label);
  if (gain === undefined) return `label: expected E, S, C, I or a number from 0 to 1, got "${label}"`;
  const gains = judgments.get(query) ?? new Map<string, number>();
  judgments.set(query, gains);
  const known = gains.get(product);
  if (known !== undefined && known !== gain) return `${product} is judged twice for "${query}", differently`;
  gains.set(product, gain);
  return undefined;
}

function gainOf(label: string): number | undefined {
  if (Object.hasOwn(LABEL_GAINS, label)) return LABEL_GAINS[label];
  if (!/^(?:\d+\.?\d*|\.\d+)$/.test(label)) return undefined;
  const gain = Number(label);
  return gain <= 1 ? gain : undefined;
}

function fail(errors: readonly FieldError[]): never {
  const shown = errors.slice(0, QUOTED).map(({ path, message }) => `${path}: ${message}`);
  const more = errors.length > QUOTED ? `; and ${errors.length - QUOTED} more` : '';
  throw new AisleError('bad_file', `the judgments are not valid: ${shown.join('; ')}${more}`, { errors });
}
