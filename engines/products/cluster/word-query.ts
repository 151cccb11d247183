import {
  OWN_ANALYSER,
  SERVER_WEIGHT_SCALE,
  termCount,
  TEXT_FIELDS,
  textPath,
  type FieldWeights,
  type ServerAnalyser,
} from '../../../mappings/index.js';
import type { PlannedWord } from '../words/planned-words.js';

/**
 * Finds and scores the products that hold a word: BM25 over the weighted fields taken together (`combined_fields`, the
 * server's BM25F), the best of its alternatives. Undefined: no field has a weight, nothing can match.
 */
export function wordQuery(
  { alternatives, written }: PlannedWord,
  weights: FieldWeights,
  analyser: ServerAnalyser,
): object | undefined {
  const fields = weightedFields(weights);
  if (fields.length === 0) return undefined;
  // The server's analyser stems for itself: it gets words as they are written.
  const texts = analyser === OWN_ANALYSER ? alternatives : written;
  const queries = texts.map(({ term, factor }) => {
    // The scores of several terms add up: together they count as one word.
    const boost = factor / termCount(term);
    return {
      combined_fields: { query: term, fields, operator: 'and', ...(boost === 1 ? {} : { boost }) },
    };
  });
  return queries.length === 1 ? queries[0] : { dis_max: { queries } };
}

/**
 * Finds every product when a server's analyser leaves nothing of the texts (stop words), and none otherwise: asked of a
 * field whose values are no words. combined_fields cannot be asked this on every server.
 */
export function nothingLeftQuery(texts: readonly string[], analyser: ServerAnalyser): object {
  const queries = texts.map((query) => ({
    match: { id: { query, analyzer: analyser, operator: 'and', zero_terms_query: 'all' } },
  }));
  return { bool: { filter: queries } };
}

/**
 * `text.title^50`: weights on the scale that the index's k1 was chosen for. A weight that is still below 1 raises all
 * others further, and frequencies then saturate sooner.
 */
function weightedFields(weights: FieldWeights): string[] {
  const used = TEXT_FIELDS.filter((field) => weights[field] > 0);
  const scale = Math.max(SERVER_WEIGHT_SCALE, ...used.map((field) => 1 / weights[field]));
  return used.map((field) => `${textPath(field)}^${round(weights[field] * scale)}`);
}

function round(weight: number): number {
  return Math.round(weight * 1_000) / 1_000;
}
