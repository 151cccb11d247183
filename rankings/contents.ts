import { LRUCache } from 'lru-cache';
import { AisleError, sha256, type CallOptions } from '../base/index.js';
import type { StateStore } from '../engines/state/index.js';
import { compileRanking, type CompiledRanking } from './compile.js';
import { contentSchema, type RankingContent } from './content.js';
import { SHIPPED } from './shipped.js';

/** Versions kept ready for use: those that are live, tried and compared. */
const COMPILED = 16;

const shippedContents: ReadonlyMap<string, RankingContent> = new Map(
  [...SHIPPED.values()].map(({ content }) => [sha256(JSON.stringify(content)), content]),
);
const shippedHashes = new Map([...shippedContents].map(([hash, content]) => [content, hash]));

/** The hash of a content that shipped. */
export function shippedHash(content: RankingContent): string {
  const hash = shippedHashes.get(content);
  if (hash === undefined) throw new AisleError('internal', 'this content of a ranking did not ship');
  return hash;
}

/** Contents of versions, kept under their hash: what is written once is never changed. */
export class Contents {
  readonly #compiled = new LRUCache<string, Promise<CompiledRanking>>({ max: COMPILED });

  constructor(private readonly store: StateStore) {}

  /** Keeps a content durably; answers its hash. */
  async keep(content: RankingContent, options?: CallOptions): Promise<string> {
    const json = JSON.stringify(content);
    const hash = sha256(json);
    await this.store.put(keyOf(hash), json, options);
    return hash;
  }

  /** Throws `corrupt` when it is gone or is not what was written. */
  async read(hash: string, options?: CallOptions): Promise<RankingContent> {
    const shipped = shippedContents.get(hash);
    if (shipped !== undefined) return shipped;
    const json = await this.store.get(keyOf(hash), options);
    const parsed =
      json === undefined || sha256(json) !== hash ? undefined : contentSchema.safeParse(JSON.parse(json));
    if (parsed?.success === true) return parsed.data;
    throw new AisleError('corrupt', `a version of a ranking cannot be read: ${hash} is missing or damaged`);
  }

  /** A content as searches use it, compiled once. */
  async compiled(
    name: string,
    version: number,
    hash: string,
    options?: CallOptions,
  ): Promise<CompiledRanking> {
    const label = `${name}@${version}`;
    const key = `${label} ${hash}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    // Searches that come meanwhile wait for the same one.
    const compiling = this.read(hash, options).then((content) =>
      compileRanking(name, version, label, content),
    );
    this.#compiled.set(key, compiling);
    compiling.catch(() => this.#compiled.delete(key));
    return compiling;
  }
}

function keyOf(hash: string): string {
  return `ranking-content:${hash}`;
}
