export {
  CATEGORY_SEPARATOR,
  DEFAULT_FIELD_WEIGHTS,
  KEYWORD_FIELDS,
  NUMERIC_FIELDS,
  TEXT_FIELDS,
  type FieldWeights,
  type KeywordField,
  type NumericField,
  type TextField,
} from './fields.js';
export type { Filter, NamedFilter } from './filter.js';
