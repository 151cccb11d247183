import { AisleError } from '../../base/index.js';
import { KEYWORD_FIELDS, NUMERIC_FIELDS } from '../../mappings/index.js';

const keywordFields: ReadonlySet<string> = new Set(KEYWORD_FIELDS);
const numericFields: ReadonlySet<string> = new Set(NUMERIC_FIELDS);

/** Whether a column of this name is one of the field table's: it may be named though no product fills it. */
export function inFieldTable(kind: 'keyword' | 'numeric', field: string): boolean {
  return (kind === 'keyword' ? keywordFields : numericFields).has(field);
}

export function unknownField(field: string): AisleError {
  return new AisleError('bad_request', `${field}: no product of this catalogue has such a field`, {
    errors: [{ path: field, message: 'expected a field that products of this catalogue have' }],
  });
}
