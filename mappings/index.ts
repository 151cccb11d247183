export { BM25, SERVER_WEIGHT_SCALE } from './bm25.js';
export {
  CATEGORY_SEPARATOR,
  DEFAULT_FIELD_WEIGHTS,
  isWithinCategory,
  KEYWORD_FIELDS,
  NAMING_FIELDS,
  NUMERIC_FIELDS,
  TEXT_FIELDS,
  type FieldWeights,
  type NumericField,
  type TextField,
} from './fields.js';
export {
  attributeMapping,
  changesMapping,
  changesSettings,
  finishedSettings,
  IDENTIFIER_PATH,
  keywordPath,
  mappedFields,
  numberPath,
  OWN_ANALYSER,
  searchMapping,
  takesChanges,
  textPath,
  type ServerAnalyser,
} from './search-mapping.js';
export type { Filter, NamedFilter } from './filter.js';
export { parseFilters } from './parse-filter.js';
export { parseCliFilter } from './cli-filter.js';
export { analyse, analyseWithSurfaces } from './analyser.js';
export { normaliseText } from './normalise.js';
export { identifierKey, isIdentifierAttribute, namedBy, type NamedBy } from './identifiers.js';
export { headPhrase } from './head-phrase.js';
export { beginningsOf } from './stem.js';
export { termOf } from './word-facts.js';
export { analyseQuery, type QueryWord } from './query-words.js';
export {
  EMPTY_LEXICON,
  synonymsOf,
  termCount,
  type QueryLexicon,
  type SynonymTerm,
} from './query-lexicon.js';
export { compileLexicon, mainTerms, type SynonymRule } from './compile-lexicon.js';
export { termSpans, type TermSpan } from './term-spans.js';
export { normalisedOrigins } from './normalised-origins.js';
export { scan } from './scan.js';
export { STOP_WORDS } from './lexicon.js';
