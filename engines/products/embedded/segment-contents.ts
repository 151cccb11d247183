import type { Product } from '../../../catalog/index.js';
import { TEXT_FIELDS } from '../../../mappings/index.js';
import { ColumnNames } from '../column-names.js';
import { fieldText, keywordValues, numericValues, productIdentifiers, textWords } from '../product-fields.js';
import { NumericColumns } from './column-builder.js';
import { FREQUENCY_BITS, MAX_FREQUENCY, MAX_LENGTH } from './format.js';
import { growableU16 } from './growable.js';
import { RunBuffer } from './runs.js';
import { IDENTIFIER_SPACE, KEYWORD_SPACE, SURFACE_SPACE, TERM_SPACE } from './segment-join.js';

/** What goes into a segment, collected product by product. */
export class SegmentContents {
  size = 0;
  readonly numbers = new NumericColumns();
  readonly buffer = new RunBuffer();
  private readonly fieldLengths = TEXT_FIELDS.map(() => growableU16());
  private readonly names = new ColumnNames();

  /** By text field; valid until the next product. */
  get lengths(): Uint16Array[] {
    return this.fieldLengths.map((lengths) => lengths.view());
  }

  add(product: Product): void {
    const ordinal = this.size++;
    this.addTexts(product, ordinal);
    this.addColumns(product, ordinal);
    const identifiers = this.buffer.space(IDENTIFIER_SPACE);
    for (const key of productIdentifiers(product)) this.buffer.add(identifiers, key, ordinal, 0);
  }

  private addTexts(product: Product, ordinal: number): void {
    const terms = this.buffer.space(TERM_SPACE);
    const surfaces = this.buffer.space(SURFACE_SPACE);
    const words = new Set<string>();
    TEXT_FIELDS.forEach((field, number) => {
      const text = fieldText(product, field);
      const found = textWords(text, field);
      this.fieldLengths[number]?.push(Math.min(found.terms.length, MAX_LENGTH));
      const frequencies = new Map<string, number>();
      for (const term of found.terms) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
      for (const [term, frequency] of frequencies) {
        this.buffer.add(
          terms,
          term,
          ordinal,
          (number << FREQUENCY_BITS) | Math.min(frequency, MAX_FREQUENCY),
        );
      }
      for (const word of found.surfaces) words.add(word);
    });
    for (const word of words) this.buffer.count(surfaces, word);
  }

  private addColumns(product: Product, ordinal: number): void {
    for (const [field, values] of keywordValues(product)) {
      if (!this.names.admits(field)) continue;
      const space = this.buffer.space(`${KEYWORD_SPACE}${field}\0`);
      for (const value of values) this.buffer.add(space, value, ordinal, 0);
    }
    for (const [field, value] of numericValues(product)) {
      if (this.names.admits(field)) this.numbers.set(field, ordinal, value);
    }
  }
}
