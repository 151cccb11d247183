import { AisleError } from '../../base/index.js';
import type { Product } from '../../catalog/index.js';
import type {
  FacetAnswer,
  FacetRequest,
  MembersAnswer,
  MembersRequest,
  ProductIndex,
  SortOrder,
  WordsPlan,
  WordsPolicy,
} from '../../engines/products/index.js';
import {
  analyse,
  analyseQuery,
  KEYWORD_FIELDS,
  NAMING_FIELDS,
  NUMERIC_FIELDS,
  TEXT_FIELDS,
  type Filter,
  type TextField,
} from '../../mappings/index.js';

/**
 * The product index as its definitions read, over an array of products: slow and plain. It shares the analyser with
 * the engines and nothing else. It does not correct or complete words.
 */
export function referenceIndex(unsorted: readonly Product[]): ProductIndex {
  const products = [...unsorted].sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
  const indexed = products.map(
    (product) => new Map(TEXT_FIELDS.map((f) => [f, analyse(textOf(product, f))])),
  );

  return {
    size: products.length,
    window: Infinity,
    async words(text, policy) {
      return plan(products, indexed, text, policy);
    },
    async members(request) {
      const { keyword, numeric } = await this.fields();
      const known = new Set([...keyword, ...numeric]);
      for (const field of request.filters.flatMap(({ filter }) => fieldsOf(filter))) {
        if (!known.has(field)) throw new AisleError('bad_request', `${field} is not a field`);
      }
      return members(products, request);
    },
    async documents(ordinals) {
      return Array.from(ordinals, (o) => at(products, o));
    },
    async columns(ordinals) {
      const chosen = Array.from(ordinals, (o) => at(products, o));
      return {
        price: Float64Array.from(chosen, (p) => p.price ?? Number.NaN),
        rating: Float64Array.from(chosen, (p) => p.rating ?? Number.NaN),
        ratingCount: Float64Array.from(chosen, (p) => p.ratingCount ?? Number.NaN),
        brand: chosen.map((p) => p.brand),
        category: chosen.map((p) => p.category?.join(' > ')),
      };
    },
    async ordinals(ids) {
      return ids.map((id) => products.findIndex((p) => p.id === id)).map((o) => (o < 0 ? undefined : o));
    },
    async fields() {
      const attributes = products.flatMap((p) => Object.entries(p.attributes ?? {}));
      const named = (numeric: boolean) =>
        attributes
          .filter(([, v]) => (typeof v === 'number') === numeric)
          .map(([name]) => `attributes.${name}`);
      return {
        keyword: [...new Set([...KEYWORD_FIELDS, ...named(false)])],
        numeric: [...new Set([...NUMERIC_FIELDS, ...named(true)])],
      };
    },
    async currencies() {
      const priced = products.filter((p) => p.price !== undefined);
      return [...new Set(priced.flatMap((p) => p.currency ?? []))].sort();
    },
    async close() {
      // Nothing is held.
    },
  };
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new AisleError('bad_request', `ordinal ${index} is out of bounds`);
  return found;
}

function textOf(product: Product, field: TextField): string {
  const value = product[field];
  return typeof value === 'string' ? value : (value ?? []).join('\n');
}

interface Scored {
  readonly ordinal: number;
  readonly score: number;
  readonly member: boolean;
}

/** The identifiers of a product without joiners and case. */
function identifiersOf({ id, groupId, attributes = {} }: Product): string[] {
  const named = ['sku', 'EAN', 'Model Number'].flatMap((name) => attributes[name] ?? []);
  return [id, groupId ?? '', ...named].map((value) => keyOf(String(value))).filter((key) => key !== '');
}

const keyOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

function plan(
  products: readonly Product[],
  indexed: readonly ReadonlyMap<TextField, readonly string[]>[],
  text: string,
  { fieldWeights, shareOfBest, shareOfIdf, lexicon, first }: WordsPolicy,
): WordsPlan {
  const words = analyseQuery(text, lexicon);
  const fields = TEXT_FIELDS.filter((field) => fieldWeights[field] !== 0);
  const lengthOf = (product: ReadonlyMap<TextField, readonly string[]>) =>
    fields.reduce((sum, field) => sum + (product.get(field)?.length ?? 0), 0);
  const mean = indexed.reduce((sum, product) => sum + lengthOf(product), 0) / Math.max(1, indexed.length);
  const frequency = (product: ReadonlyMap<TextField, readonly string[]>, term: string) =>
    fields.reduce(
      (sum, f) => sum + fieldWeights[f] * (product.get(f) ?? []).filter((t) => t === term).length,
      0,
    );
  const texts = words.map(({ terms, synonyms = [] }) =>
    indexed.map((product) => {
      const norm = 1.2 * (0.25 + (0.75 * lengthOf(product)) / (mean || 1));
      const share = (term: string) => {
        const f = frequency(product, term);
        return f === 0 ? 0 : (2.2 * f) / (f + norm);
      };
      // All terms of a synonym, or it is none; together they count as one word.
      const ofAll = (all: readonly number[]) =>
        all.includes(0) ? 0 : all.reduce((sum, value) => sum + value, 0) / all.length;
      return Math.max(
        ...terms.map(share),
        ...synonyms.map(({ term, factor }) => factor * ofAll(term.split(' ').map(share))),
      );
    }),
  );
  const whole = keyOf(text);
  // Six digits, or letters and digits: what looks like anything else is a word first.
  const shaped =
    /^\d{6,}$/.test(whole) || (/^(?=.*\d)(?=.*[a-z])[a-z\d]{5,}$/.test(whole) && !/^\d+[a-z]+$/.test(whole));
  const silent = texts.every((part) => part.every((p) => p === 0));
  const names = (shaped || silent) && whole !== '' && products.some((p) => identifiersOf(p).includes(whole));
  const most = 2.2 * Math.log(1 + (indexed.length + 0.5) / 0.5);
  const has = words.map(({ typed, identifier }) =>
    products.map((product) => {
      const own = identifiersOf(product);
      return (identifier && own.includes(keyOf(typed))) || (names && own.includes(whole));
    }),
  );
  const documents = texts.map((part, w) => part.filter((p, o) => p > 0 || at(at(has, w), o)).length);
  const idfs = documents.map((df) => Math.log(1 + (indexed.length - df + 0.5) / (df + 0.5)));
  const allIdf = idfs.reduce((sum, idf) => sum + idf, 0);
  const parts = texts.map((part, w) => part.map((p, o) => (at(at(has, w), o) ? most / at(idfs, w) : p)));
  const scored = indexed.map((_, ordinal) => {
    const matched = words.map((_word, w) => (parts[w]?.[ordinal] ?? 0) > 0);
    const sum = (of: (w: number) => number) => matched.reduce((s, m, w) => s + (m ? of(w) : 0), 0);
    return {
      ordinal,
      score: sum((w) => at(idfs, w) * at(at(parts, w), ordinal)),
      share: sum((w) => at(idfs, w)) / allIdf,
      whole: matched.every(Boolean) || matched.some((m, w) => m && at(words, w).identifier),
      any: matched.some(Boolean),
    };
  });
  const best = Math.max(0, ...scored.map(({ score }) => score));
  const engine: Scored[] = scored
    .filter(({ any }) => any)
    .map(({ ordinal, score, share, whole }) => {
      // A hair of tolerance: engines keep scores as float32.
      const near = score >= shareOfBest * best - 1e-5 && share >= shareOfIdf - 1e-6;
      return { ordinal, score, member: whole || near };
    });
  return {
    words: words.map(({ typed, synonyms }, w) => ({
      word: typed,
      documents: at(documents, w),
      ...(synonyms === undefined ? {} : { synonyms: synonyms.map(({ written }) => written) }),
    })),
    best,
    ...(names
      ? {
          named: Uint32Array.from(
            products.flatMap((product, o) => (identifiersOf(product).includes(whole) ? [o] : [])),
          ),
        }
      : {}),
    ...(first === undefined
      ? {}
      : {
          first: Uint32Array.from(
            [...engine].sort((a, b) => b.score - a.score || a.ordinal - b.ordinal).slice(0, first),
            ({ ordinal }) => ordinal,
          ),
        }),
    engine,
  };
}

function members(products: readonly Product[], request: MembersRequest): MembersAnswer {
  const union = request.members.kind === 'union' ? request.members : undefined;
  const scored = (union?.words?.engine ?? []) as Scored[];
  const scoring = ((union?.scoredBy ?? union?.words)?.engine ?? []) as Scored[];
  const scores = new Map(scoring.map(({ ordinal, score }) => [ordinal, score]));
  const chosen =
    request.members.kind === 'everything'
      ? products.map((_, ordinal) => ordinal)
      : [
          ...new Set([
            ...(request.members.wordsDecide === false
              ? []
              : scored.filter(({ member }) => member).map(({ ordinal }) => ordinal)),
            ...request.members.byMeaning,
          ]),
        ];
  const without = (field: string | undefined) =>
    chosen.filter((o) =>
      request.filters.every(
        (f) => (field !== undefined && f.field === field) || passes(at(products, o), f.filter),
      ),
    );
  const passing = without(undefined);
  const value = sortValue(request.sort);
  const score = (o: number) => scores.get(o) ?? 0;
  const ordered = passing.sort((a, b) => {
    if (request.sort === undefined) return score(b) - score(a) || a - b;
    const [x, y] = [value(at(products, a)), value(at(products, b))];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || a - b;
    return x - y || a - b;
  });
  const group = (o: number) => {
    const { groupId } = at(products, o);
    return groupId === undefined ? o : products.findIndex((p) => p.groupId === groupId);
  };
  const shown = ordered.slice(0, request.limit);
  return {
    ordinals: Uint32Array.from(shown),
    lexical: Float32Array.from(shown, score),
    groups: Uint32Array.from(shown, group),
    total: new Set(passing.map(group)).size,
    facets: Object.fromEntries(
      request.facets.map((facet) => [facet.field, countFacet(products, without(facet.field), facet, group)]),
    ),
  };
}

function sortValue(sort: SortOrder | undefined): (product: Product) => number | undefined {
  const [field = '', direction] = (sort ?? '').split(':');
  return (product) => {
    const [value] = numbersOf(product, field);
    return value === undefined ? undefined : direction === 'desc' ? -value : value;
  };
}

function keywordsOf(product: Product, field: string): string[] {
  if (field === 'category')
    return (product.category ?? []).map((_, i, path) => path.slice(0, i + 1).join(' > '));
  const value = field.startsWith('attributes.')
    ? Object.entries(product.attributes ?? {}).find(([name]) => field === `attributes.${name}`)?.[1]
    : (product as unknown as Record<string, string | undefined>)[field];
  if (value === undefined || typeof value === 'number') return [];
  return Array.isArray(value) ? [...(value as string[])] : [String(value)];
}

function numbersOf(product: Product, field: string): number[] {
  if (field === 'createdAt') return product.createdAt === undefined ? [] : [Date.parse(product.createdAt)];
  const value = field.startsWith('attributes.')
    ? Object.entries(product.attributes ?? {}).find(([name]) => field === `attributes.${name}`)?.[1]
    : (product as unknown as Record<string, unknown>)[field];
  return typeof value === 'number' ? [value] : [];
}

function fieldsOf(filter: Filter): string[] {
  if (filter.kind === 'not') return fieldsOf(filter.filter);
  if (filter.kind === 'words') return [];
  return filter.kind === 'any' || filter.kind === 'all' ? filter.filters.flatMap(fieldsOf) : [filter.field];
}

function passes(product: Product, filter: Filter): boolean {
  switch (filter.kind) {
    case 'keyword':
      return keywordsOf(product, filter.field).some((value) => filter.values.includes(value));
    case 'range':
      return numbersOf(product, filter.field).some(
        (v) =>
          (filter.gte === undefined || v >= filter.gte) &&
          (filter.gt === undefined || v > filter.gt) &&
          (filter.lte === undefined || v <= filter.lte) &&
          (filter.lt === undefined || v < filter.lt),
      );
    case 'words': {
      const held = NAMING_FIELDS.flatMap((field) => analyse(textOf(product, field)));
      const words = analyseQuery(filter.text);
      return words.length > 0 && words.every(({ terms }) => terms.some((term) => held.includes(term)));
    }
    case 'not':
      return !passes(product, filter.filter);
    case 'any':
      return filter.filters.some((each) => passes(product, each));
    case 'all':
      return filter.filters.every((each) => passes(product, each));
  }
}

/** A numeric facet has one bucket here: the boundaries are an engine's choice, checked by filtering with them. */
function countFacet(
  products: readonly Product[],
  ordinals: readonly number[],
  facet: FacetRequest,
  group: (ordinal: number) => number,
): FacetAnswer {
  if (facet.kind === 'numeric') {
    const holders = ordinals.filter((o) => numbersOf(at(products, o), facet.field).length > 0);
    if (holders.length === 0) return { kind: 'numeric', min: undefined, max: undefined, buckets: [] };
    const values = holders.flatMap((o) => numbersOf(at(products, o), facet.field));
    const [min, max] = [Math.min(...values), Math.max(...values)];
    const count = new Set(holders.map(group)).size;
    return { kind: 'numeric', min, max, buckets: [{ from: min, to: max + 1, count }] };
  }
  const holders = new Map<string, Set<number>>();
  for (const o of ordinals) {
    for (const value of keywordsOf(at(products, o), facet.field)) {
      holders.set(value, (holders.get(value) ?? new Set()).add(group(o)));
    }
  }
  const values = [...holders].map(([value, groups]) => ({ value, count: groups.size }));
  values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { kind: 'keyword', values: values.slice(0, facet.limit) };
}
