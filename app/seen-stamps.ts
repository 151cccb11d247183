import type { MirroredDocument } from '../indexer/index.js';

/** A document that is stamped later than it can be. */
interface Early {
  readonly id: string;
  readonly stamp: number;
}

/** What one look sees of a checkpoint. */
export class SeenStamps {
  #newest: number | undefined;
  #beyond = 0;
  #first: Early | undefined;

  /** `known`: what earlier looks saw; undefined where everything is read. */
  constructor(known: number | undefined) {
    this.#newest = known;
  }

  /** No true stamp is above `latest`; a checkpoint there would hide every later change. */
  take(documents: readonly Pick<MirroredDocument, 'id' | 'stamp'>[], latest: number): void {
    for (const { id, stamp } of documents) {
      if (stamp === undefined) continue;
      if (stamp > latest) {
        this.#beyond++;
        this.#first ??= { id, stamp };
      } else if (stamp > (this.#newest ?? -Infinity)) this.#newest = stamp;
    }
  }

  /** The largest true one. */
  get newest(): number | undefined {
    return this.#newest;
  }

  /** How many were beyond the latest possible, and the first of them; undefined without any. */
  get beyond(): (Early & { readonly documents: number }) | undefined {
    return this.#first && { ...this.#first, documents: this.#beyond };
  }
}
