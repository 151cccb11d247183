import { z } from 'zod';
import { AisleError, isRecord } from '../base/index.js';
import { PRODUCT_FIELDS, type ProductField } from './cleaning/clean-product.js';
import { isEncoding } from './cleaning/encoding.js';

const path = z.string().min(1, 'expected the name or dotted path of a source field');
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * Where a field's value comes from. The steps run in this order, each only where it is given:
 * `const` (a fixed value; nothing else is read) · `from` (a name, a dotted path where numbers index lists and
 * names reach into every entry of one, or several of them: the first with a value, or all of them joined) ·
 * `split` (a text into a list) · `index` (one entry of a list; -1 is the last) · `values` (looked up; what the
 * table does not hold stays) · `multiply` (a number: cents are `.01`) · `join` (a list into a text) ·
 * `prefix` (before a text) · `default` (where nothing came).
 */
const transform = z
  .strictObject({
    from: z.union([path, z.array(path).min(1)]).optional(),
    const: z.union([scalar, z.array(z.string())]).optional(),
    split: z.string().min(1).optional(),
    index: z.int().optional(),
    values: z.record(z.string(), scalar).optional(),
    multiply: z.number().optional(),
    join: z.string().optional(),
    prefix: z.string().optional(),
    default: z.union([scalar, z.array(z.string())]).optional(),
  })
  .refine((value) => value.from !== undefined || value.const !== undefined || value.default !== undefined, {
    message: 'expected "from", "const" or "default"',
  });

const source = z.union([path, transform]);

const mapSchema = z.strictObject({
  ...(Object.fromEntries(
    PRODUCT_FIELDS.filter((field) => field !== 'attributes').map((field) => [
      field,
      source.nullable().optional(),
    ]),
  ) as Record<Exclude<ProductField, 'attributes'>, z.ZodOptional<z.ZodNullable<typeof source>>>),
  attributes: z
    .union([path, z.record(z.string().min(1), source)])
    .nullable()
    .optional(),
  encoding: z
    .string()
    .refine(isEncoding, { message: 'expected an encoding such as "windows-1251", "Shift_JIS" or "GBK"' })
    .optional(),
  unknown: z.enum(['report', 'attributes']).optional(),
  ignore: z.array(z.string()).optional(),
});

export type FieldTransform = Readonly<z.infer<typeof transform>>;
export type FieldSource = string | FieldTransform;

/** How a supplier's fields become a product's. Built by {@link parseMap}. */
export interface CatalogMap {
  /** null: the product does not get this field. A field that is not named here is looked for by its own names. */
  readonly fields: { readonly [F in ProductField]?: FieldSource | null };
  /** Attributes taken from single source fields. */
  readonly attributes: Readonly<Record<string, FieldSource>>;
  /** How the file's bytes are read. Absent: as UTF-8 or UTF-16, and what is neither as Windows-1252. */
  readonly encoding?: string;
  /** What becomes of source fields that nothing uses: `report` (the default) counts them by name. */
  readonly unknown: 'report' | 'attributes';
  /** Source fields left out on purpose: neither kept nor reported. */
  readonly ignore: readonly string[];
}

/** The map that stands for no map: source names are the product's own or well-known aliases of them. */
export const DEFAULT_MAP: CatalogMap = { fields: {}, attributes: {}, unknown: 'report', ignore: [] };

/**
 * Reads a map's JSON: `{"id": "asin", "price": {"from": "price_cents", "multiply": 0.01},
 * "attributes": {"material": "fabric"}, "encoding": "windows-1251", "unknown": "attributes", "ignore": ["query_id"]}`;
 * `"attributes.material": "fabric"` says the same. Throws `bad_config` with all mistakes at once.
 */
export function parseMap(json: unknown): CatalogMap {
  const result = mapSchema.safeParse(foldAttributes(json));
  if (!result.success) {
    const errors = result.error.issues.flatMap((issue) => describe(issue));
    throw new AisleError(
      'bad_config',
      `the map has ${errors.length === 1 ? 'a mistake' : `${errors.length} mistakes`}: ${errors.map((error) => `${error.path}: ${error.message}`).join('; ')}`,
      { errors },
    );
  }
  const { encoding, unknown, ignore, attributes, ...fields } = result.data;
  const single = typeof attributes === 'object' && attributes !== null ? attributes : {};
  const whole = typeof attributes === 'string' || attributes === null ? { attributes } : {};
  return {
    fields: { ...(fields as CatalogMap['fields']), ...whole },
    attributes: single,
    ...(encoding === undefined ? {} : { encoding }),
    unknown: unknown ?? 'report',
    ignore: ignore ?? [],
  };
}

/** `"attributes.material": …` becomes an entry of `attributes`. */
function foldAttributes(json: unknown): unknown {
  if (!isRecord(json)) return json;
  const entries = Object.entries(json);
  const dotted = entries.filter(([key]) => key.startsWith('attributes.') && key.length > 11);
  const given: unknown = json['attributes'];
  if (dotted.length === 0 || (given !== undefined && (typeof given !== 'object' || given === null)))
    return json;
  const attributes = {
    ...given,
    ...Object.fromEntries(dotted.map(([key, value]) => [key.slice(11), value])),
  };
  return Object.fromEntries([
    ...entries.filter((entry) => !dotted.includes(entry)),
    ['attributes', attributes],
  ]);
}

function describe(issue: z.core.$ZodIssue): { path: string; message: string }[] {
  const at = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const expected =
      issue.path.length === 0
        ? `a product field (${PRODUCT_FIELDS.join(', ')}), "encoding", "unknown" or "ignore"`
        : 'one of from, const, split, index, values, multiply, join, prefix, default';
    return issue.keys.map((key) => ({
      path: at === '' ? key : `${at}.${key}`,
      message: `unknown; expected ${expected}`,
    }));
  }
  if (issue.code === 'invalid_union') {
    // The mistake of the object form is the telling one; a wrong type is told as such.
    const deeper = issue.errors
      .flat()
      .filter(
        (inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys' || inner.code === 'custom',
      );
    if (deeper.length > 0) {
      return deeper.flatMap((inner) => describe({ ...inner, path: [...issue.path, ...inner.path] }));
    }
    return [
      {
        path: at,
        message: 'expected the name of a source field or an object such as {"from": "name", "split": "|"}',
      },
    ];
  }
  return [{ path: at === '' ? 'map' : at, message: issue.message }];
}
