/** What an attribute of a product may hold. */
export type AttributeValue = string | number | boolean | readonly string[];

export const AVAILABILITIES = ['in_stock', 'out_of_stock', 'preorder', 'backorder', 'discontinued'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

/**
 * A clean product. Text is NFC, without HTML, without control characters or lone surrogates.
 * Absent means not known: no empty strings, no empty lists.
 */
export interface Product {
  readonly id: string;
  readonly title: string;
  readonly brand?: string;
  /** Path, root first. */
  readonly category?: readonly string[];
  readonly description?: string;
  readonly bullets?: readonly string[];
  readonly color?: string;
  readonly size?: string;
  /** In units of `currency`, at least 0. */
  readonly price?: number;
  /** ISO 4217, upper case. */
  readonly currency?: string;
  /** 0..5 */
  readonly rating?: number;
  readonly ratingCount?: number;
  readonly availability?: Availability;
  readonly image?: string;
  readonly url?: string;
  /** Variants of one article share it. */
  readonly groupId?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** ISO 8601, UTC. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
}
