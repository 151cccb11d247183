import { AisleError } from '../base/index.js';

/** One version in the history of a ranking: it never changes. */
export interface VersionEntry {
  readonly version: number;
  /** SHA-256 of its content, which is kept under it. */
  readonly content: string;
  /** ISO time; absent on what shipped. */
  readonly time?: string;
  /** Who wrote it: the id of a key, where there was one. */
  readonly author?: string;
  readonly note?: string;
}

export interface BookEntry {
  /** The version that answers; absent while there are drafts alone. */
  readonly live?: number;
  /** Versions that were live before, the last one last. */
  readonly before: readonly number[];
  /** Oldest first. */
  readonly versions: readonly VersionEntry[];
}

/** Every ranking of an installation by name: one small document, compared and set as a whole. */
export type Book = Readonly<Record<string, BookEntry>>;

const MOST_RANKINGS = 50;
/** Versions kept in a history; what is live and what was live before stays whatever its age. */
const MOST_VERSIONS = 200;
const MOST_BEFORE = 20;

/** The entry with a further version. Throws `conflict` when `base` is not its newest one. */
export function addVersion(
  entry: BookEntry,
  name: string,
  version: Omit<VersionEntry, 'version'>,
  base: number | undefined,
): BookEntry {
  const newest = entry.versions.at(-1)?.version ?? 0;
  if (base !== undefined && base !== newest) {
    throw new AisleError(
      'conflict',
      `${name}: version ${newest} is the newest, not ${base}; look at it first`,
    );
  }
  const versions = [...entry.versions, { version: newest + 1, ...version }];
  const kept = new Set([entry.live, ...entry.before]);
  return {
    ...entry,
    versions: versions.filter((one, i) => i >= versions.length - MOST_VERSIONS || kept.has(one.version)),
  };
}

/** The entry with another live version. Throws `not_found`. */
export function promote(entry: BookEntry, name: string, version: number): BookEntry {
  if (!entry.versions.some((one) => one.version === version)) {
    throw new AisleError('not_found', `there is no ranking ${name}@${version}`);
  }
  if (entry.live === version) return entry;
  const before = entry.live === undefined ? entry.before : [...entry.before, entry.live].slice(-MOST_BEFORE);
  return { ...entry, live: version, before };
}

/** The entry with the version live that was live before. Throws `conflict` when there is none. */
export function rollback(entry: BookEntry, name: string): BookEntry {
  const live = entry.before.at(-1);
  if (live === undefined) throw new AisleError('conflict', `${name}: no version was live before`);
  return { ...entry, live, before: entry.before.slice(0, -1) };
}

/** The book with one entry changed. Throws `unprocessable` when there are too many rankings. */
export function withEntry(book: Book, name: string, entry: BookEntry): Book {
  const changed = { ...book, [name]: entry };
  if (Object.keys(changed).length > MOST_RANKINGS) {
    throw new AisleError('unprocessable', `expected at most ${MOST_RANKINGS} rankings`);
  }
  return changed;
}

/** `name` or `name@version`. Throws `bad_request`. */
export function readReference(reference: string): { readonly name: string; readonly version?: number } {
  const [, name, version] = /^([a-z0-9][a-z0-9-]{0,63})(?:@([1-9]\d{0,8}))?$/.exec(reference) ?? [];
  if (name !== undefined) return version === undefined ? { name } : { name, version: Number(version) };
  const message = 'expected the name of a ranking, or name@version';
  throw new AisleError('bad_request', `ranking: ${message}`, { errors: [{ path: 'ranking', message }] });
}
