export {
  CATEGORY_SEPARATOR,
  DEFAULT_FIELD_WEIGHTS,
  KEYWORD_FIELDS,
  NUMERIC_FIELDS,
  TEXT_FIELDS,
  type FieldWeights,
  type NumericField,
  type TextField,
} from './fields.js';
export type { Filter, NamedFilter } from './filter.js';
export { parseFilters } from './parse-filter.js';
export { parseCliFilter } from './cli-filter.js';
export { analyse, surfaceWords, termOf } from './analyser.js';
export { analyseQuery, type QueryWord } from './query-words.js';
