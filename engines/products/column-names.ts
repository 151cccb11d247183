/** Attributes beyond this many (by first appearance in id order) are kept in the documents, not filterable. */
const MAX_ATTRIBUTE_COLUMNS = 256;
const ATTRIBUTE = 'attributes.';

/** Which fields get a column. */
export class ColumnNames {
  private readonly attributes: Set<string>;

  /** `known`: fields that have one already. */
  constructor(known: Iterable<string> = []) {
    this.attributes = new Set([...known].filter((field) => field.startsWith(ATTRIBUTE)));
  }

  admits(field: string): boolean {
    if (!field.startsWith(ATTRIBUTE) || this.attributes.has(field)) return true;
    if (this.attributes.size >= MAX_ATTRIBUTE_COLUMNS) return false;
    this.attributes.add(field);
    return true;
  }
}
