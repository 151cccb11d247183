import type { CallOptions } from '../../base/index.js';
import type { Product } from '../../catalog/index.js';
import type { FieldWeights, NamedFilter, QueryLexicon } from '../../mappings/index.js';
import type { Vocabularies } from './words/vocabulary.js';

/** Which products are members by their words; see the result-set contract. */
export interface WordsPolicy {
  /** A member's BM25 is at least this share of the query's best BM25 … */
  readonly shareOfBest: number;
  /** … and its matched words carry at least this share of the query's idf. */
  readonly shareOfIdf: number;
  /** Weight of each text field; a weight of 0 leaves the field out. */
  readonly fieldWeights: FieldWeights;
  /** Whether words unknown to the catalogue may be corrected (typos) or completed (prefix). */
  readonly tolerant: boolean;
  /** Words of the text that its products are to be without: where they are unknown, they are left out instead. */
  readonly unwanted?: readonly string[];
  /** So many of the best products of the whole generation are told of, too (`WordsPlan.first`); absent: none. */
  readonly first?: number;
  /** Whether the text may be the beginning of an identifier, where nothing else is known of it: as someone types. */
  readonly unfinished?: boolean;
  /** The shop's own stop words and synonyms; absent: none. */
  readonly lexicon?: QueryLexicon;
}

/** Products named by a whole text that a plan tells of: more share their group. */
export const MOST_NAMED = 100;

/**
 * What is known of a query's words on the unfiltered generation: asked while the query is being embedded.
 * `engine` is the implementation's own (embedded: the scored matches; remote: cut-offs), handed back to `members`.
 */
export interface WordsPlan {
  /** The words as analysed, with how many products hold each. A corrected word also names what stands for it. */
  readonly words: readonly {
    readonly word: string;
    readonly documents: number;
    readonly standsFor?: readonly string[];
    /** Texts that may stand for it: the shop's own synonyms, a measure spelled apart. */
    readonly synonyms?: readonly string[];
  }[];
  /** The best BM25 of any product, 0 when none matches. */
  readonly best: number;
  /** Said in the answer when words were corrected. */
  readonly corrected?: { readonly from: string; readonly to: string };
  /**
   * Ordinals of products that the whole text names by an identifier, the first {@link MOST_NAMED}; absent: it names none.
   * They are members, and by their words before all others.
   */
  readonly named?: Uint32Array;
  /** Ordinals of the products with the best BM25, best first, ties by id; absent: none were asked for. */
  readonly first?: Uint32Array;
  readonly engine: unknown;
}

export type SortOrder = 'price:asc' | 'price:desc' | 'rating:desc' | 'ratingCount:desc' | 'createdAt:desc';

export type FacetRequest =
  | { readonly kind: 'keyword'; readonly field: string; readonly limit: number }
  | { readonly kind: 'numeric'; readonly field: string };

export type FacetAnswer =
  | {
      readonly kind: 'keyword';
      readonly values: readonly { readonly value: string; readonly count: number }[];
    }
  | {
      readonly kind: 'numeric';
      readonly min: number | undefined;
      readonly max: number | undefined;
      readonly buckets: readonly { readonly from: number; readonly to: number; readonly count: number }[];
    };

export interface MembersRequest {
  /** `everything`: the category page. Otherwise the union of the plan's word members and the given ordinals. */
  readonly members:
    | { readonly kind: 'everything' }
    | {
        readonly kind: 'union';
        readonly words: WordsPlan | undefined;
        /** False: the words score the members and make none. Absent: they make members too. */
        readonly wordsDecide?: boolean;
        /** Scores the members instead of `words`, which then make members alone: of the same index. */
        readonly scoredBy?: WordsPlan | undefined;
        readonly byMeaning: Uint32Array;
      };
  /** Subtract only. Facets leave their own field's filter out. */
  readonly filters: readonly NamedFilter[];
  readonly facets: readonly FacetRequest[];
  /** Absent: by BM25, ties by id. Products without the value come last. */
  readonly sort?: SortOrder;
  /** At most this many members are returned, and at most the index's window; `total` and facets always cover all. */
  readonly limit: number;
  /** Members that are to be among the first ones whatever their place, as those by meaning are; without a sort. */
  readonly wanted?: Uint32Array;
  /** Whether the columns of the members are wanted too, where they come at no further cost. */
  readonly columns?: boolean;
}

/** Some members in the order asked for. Variants are not yet folded. */
export interface MembersSlice {
  readonly ordinals: Uint32Array;
  /** BM25 of each, 0 where no word matched. */
  readonly lexical: Float32Array;
  /** Group of each: variants share a number; a product alone has one of its own. */
  readonly groups: Uint32Array;
  /** Ascending numbers in id order, for ties; absent where the ordinals ascend with the ids themselves. */
  readonly idRanks?: Uint32Array;
  /** The members that follow in the same order; absent after the last, and where the limit was reached. */
  readonly more?: (options?: CallOptions) => Promise<MembersSlice>;
}

/** Members that pass the filters; those by meaning are among the first ones whatever their place, without a sort. */
export interface MembersAnswer extends MembersSlice {
  /** Columns of the ordinals, if they were wanted and came with them. */
  readonly columns?: ProductColumns;
  /** Number of groups among all members that pass the filters: exact. */
  readonly total: number;
  readonly facets: Readonly<Record<string, FacetAnswer>>;
}

/** Typed columns of some products for scoring, in the order asked for; NaN or undefined where not known. */
export interface ProductColumns {
  readonly price: Float64Array;
  readonly rating: Float64Array;
  readonly ratingCount: Float64Array;
  readonly brand: readonly (string | undefined)[];
  readonly category: readonly (string | undefined)[];
}

/** A product as an index stores it: what is passed on whole need not be read. */
export interface StoredProduct {
  readonly id: string;
  /** The product's JSON in UTF-8; not to be changed. */
  readonly json: Uint8Array;
  /** Read each time that it is asked for. Throws `corrupt`. */
  readonly product: Product;
}

/**
 * Finds, filters, counts and returns products of one generation. Ordinals are dense and in id order, so a tie broken by
 * ordinal is a tie broken by id; where products changed since, members carry `idRanks` for that. Every call is asynchronous and takes a signal: an
 * implementation may be a server. One query costs one `words` (beside the embedding) and one `members`.
 */
export interface ProductIndex {
  /**
   * Products of the generation; where they change in place, as many as there are now. Newer ones, in an index that is the
   * shop's own too, have ordinals beyond those that it was built of.
   */
  readonly size: number;
  /** Members answered in one call at most; the rest are read on from there (`more`). */
  readonly window: number;
  /** The words that products are written with. Absent where the index is the shop's own. */
  readonly vocabularies?: Vocabularies;
  words(text: string, policy: WordsPolicy, options?: CallOptions): Promise<WordsPlan>;
  members(request: MembersRequest, options?: CallOptions): Promise<MembersAnswer>;
  /** Documents in the order of `ordinals`; undefined only where the product is gone since. */
  documents(ordinals: Uint32Array, options?: CallOptions): Promise<(Product | undefined)[]>;
  /** The same documents as they are stored. Absent: the index does not store our JSON. */
  stored?(ordinals: Uint32Array, options?: CallOptions): Promise<(StoredProduct | undefined)[]>;
  /** The products with some ids in one question, in any order. Absent: {@link ordinals} cost nothing. */
  byIds?(ids: readonly string[], options?: CallOptions): Promise<Product[]>;
  columns(ordinals: Uint32Array, options?: CallOptions): Promise<ProductColumns>;
  /** The ordinal of each id, or undefined where the generation does not hold it. */
  ordinals(ids: readonly string[], options?: CallOptions): Promise<(number | undefined)[]>;
  /** The field names a filter or facet may name: those of the field table and `attributes.…` that occur. */
  fields(): Promise<{ readonly keyword: readonly string[]; readonly numeric: readonly string[] }>;
  /** Distinct currencies of the priced products: a price sort over several is refused. */
  currencies(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A product that an engine could not take, and why. */
export interface RefusedProduct {
  readonly ordinal: number;
  readonly reason: string;
}

/** Builds a product index, in ascending id order; memory stays flat however many products come. */
export interface ProductIndexWriter {
  append(products: readonly Product[]): Promise<void>;
  /**
   * Makes it durable and complete, or throws. `size` counts what was appended, `checksum` covers sorted ids and contents;
   * `refused` are products that the engine could not take: they are left out of every answer.
   */
  finish(): Promise<{
    readonly size: number;
    readonly checksum: string;
    readonly refused: readonly RefusedProduct[];
  }>;
  abort(): Promise<void>;
}
