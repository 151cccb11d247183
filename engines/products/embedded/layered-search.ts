import { KEYWORD_FIELDS, NUMERIC_FIELDS } from '../../../mappings/index.js';
import type {
  MembersAnswer,
  MembersRequest,
  ProductColumns,
  WordsPlan,
  WordsPolicy,
} from '../product-index.js';
import { columnsAt, pricedCurrencies } from './columns.js';
import type { Layers } from './layers.js';
import { findMembers } from './members.js';
import type { Scratch } from './scratch.js';
import { planWords } from './words-plan.js';

/** What a product index answers from its segments alone, without documents. Synchronous. */
export class LayeredSearch {
  #currencies: readonly string[] | undefined;

  constructor(
    readonly layers: Layers,
    private readonly scratch: Scratch,
  ) {}

  words(text: string, policy: WordsPolicy): WordsPlan {
    return planWords(this.layers, this.scratch, text, policy);
  }

  members(request: MembersRequest): MembersAnswer {
    return findMembers(this.layers, this.scratch, request);
  }

  columns(places: Int32Array): ProductColumns {
    return columnsAt(this.layers, places);
  }

  fields(): { readonly keyword: readonly string[]; readonly numeric: readonly string[] } {
    const segments = this.layers.all.map(({ segment }) => segment);
    return {
      keyword: [...new Set([...KEYWORD_FIELDS, ...segments.flatMap(({ keyword }) => [...keyword.keys()])])],
      numeric: [...new Set([...NUMERIC_FIELDS, ...segments.flatMap(({ numeric }) => [...numeric.keys()])])],
    };
  }

  currencies(): readonly string[] {
    this.#currencies ??= pricedCurrencies(this.layers);
    return this.#currencies;
  }
}
