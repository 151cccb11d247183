import { AisleError, sha256, type Clock, type Logger } from '../base/index.js';
import type { StateStore } from '../engines/state/index.js';
import {
  addVersion,
  promote,
  readReference,
  rollback,
  withEntry,
  type BookEntry,
  type VersionEntry,
} from './book.js';
import { compileRanking, type CompiledRanking } from './compile.js';
import type { RankingContent, RankingDraft } from './content.js';
import { Contents } from './contents.js';
import { entryOf, FollowedBook, namesIn } from './followed-book.js';
import { DEFAULT_RANKING, SHIPPED } from './shipped.js';

export interface RankingSummary {
  readonly name: string;
  /** Absent while there are drafts alone. */
  readonly live?: number;
  readonly newest: number;
}

/** What is known of a version besides what it says. */
export type VersionSummary = Omit<VersionEntry, 'content'> & {
  readonly name: string;
  readonly live: boolean;
};
export type RankingVersion = VersionSummary & RankingContent;

export interface EditOptions {
  /** The newest version that the writer knows; absent: whatever it is. */
  readonly base?: number | undefined;
  readonly author?: string | undefined;
  readonly note?: string | undefined;
  /** Live at once. */
  readonly promote?: boolean | undefined;
}

/**
 * Rankings: named, each a sequence of versions that never change, one of them live. A change makes a new version, a
 * draft, on the newest one; promoting moves the live pointer, durably and in one step. Calls throw `not_found`,
 * `conflict`, `bad_request` and what the state store throws.
 */
export interface Rankings {
  /** What a search uses: the live version of a name (absent: `default`), or just `name@version`. */
  resolve(reference?: string): Promise<CompiledRanking>;
  list(): Promise<RankingSummary[]>;
  /** A version with what it says; a name alone: its live version, or the newest draft where none is live. */
  show(reference: string): Promise<RankingVersion>;
  /** Newest first. */
  history(name: string): Promise<VersionSummary[]>;
  /** A new version of a ranking (`draft.name`, else `default`), which is made where there is none. */
  put(draft: RankingDraft, options?: EditOptions): Promise<VersionSummary>;
  /** A new version of a ranking that there is, made of its newest one; called again when another came first. */
  edit(
    name: string,
    change: (newest: RankingContent) => RankingContent | Promise<RankingContent>,
    options?: EditOptions,
  ): Promise<VersionSummary>;
  /** Makes a version live: the next search uses it. `live`: the one that the caller takes for live, else `conflict`. */
  promote(name: string, version: number, live?: number): Promise<VersionSummary>;
  /** Makes live what was live before. */
  rollback(name: string, live?: number): Promise<VersionSummary>;
  /** A draft that this process alone can name in a search, kept nowhere; answers its reference. */
  tryOut(draft: RankingDraft): Promise<string>;
}

export function createRankings(parts: {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly log: Logger;
}): Rankings {
  return new StoredRankings(parts.store, parts.clock, parts.log);
}

/** Drafts that are tried at a time. */
const MOST_TRIED = 16;

class StoredRankings implements Rankings {
  readonly #book: FollowedBook;
  readonly #contents: Contents;
  readonly #tried = new Map<string, CompiledRanking>();

  constructor(
    store: StateStore,
    private readonly clock: Clock,
    log: Logger,
  ) {
    this.#book = new FollowedBook(store, clock, log);
    this.#contents = new Contents(store);
  }

  async resolve(reference = DEFAULT_RANKING): Promise<CompiledRanking> {
    const tried = this.#tried.get(reference);
    if (tried !== undefined) return tried;
    const { name, version } = readReference(reference);
    const book = await this.#book.current();
    const entry = entryOf(book, name);
    if (entry === undefined) throw unknown(`expected one of ${namesIn(book).join(', ')}`);
    const wanted = version ?? entry.live;
    if (wanted === undefined)
      throw unknown(`${name} has no live version: promote one, or name it as in ${name}@1`);
    const found = entry.versions.find((one) => one.version === wanted);
    if (found === undefined) throw unknown(`expected a version of ${name} that there is`);
    return this.#contents.compiled(name, wanted, found.content);
  }

  async list(): Promise<RankingSummary[]> {
    const book = await this.#book.read();
    return namesIn(book).flatMap((name) => {
      const entry = entryOf(book, name);
      if (entry === undefined) return [];
      const { live, versions } = entry;
      return [{ name, ...(live === undefined ? {} : { live }), newest: versions.at(-1)?.version ?? 0 }];
    });
  }

  async show(reference: string): Promise<RankingVersion> {
    const { name, version } = readReference(reference);
    const entry = await this.#entry(name);
    const wanted = version ?? entry.live ?? entry.versions.at(-1)?.version;
    const found = entry.versions.find((one) => one.version === wanted);
    if (found === undefined) throw new AisleError('not_found', `there is no ranking ${name}@${wanted ?? ''}`);
    return { ...summary(name, entry, found), ...(await this.#contents.read(found.content)) };
  }

  async history(name: string): Promise<VersionSummary[]> {
    const entry = await this.#entry(readReference(name).name);
    return entry.versions.map((version) => summary(name, entry, version)).reverse();
  }

  async put(draft: RankingDraft, options: EditOptions = {}): Promise<VersionSummary> {
    const { name = DEFAULT_RANKING, ...parts } = draft;
    return this.#write(name, (newest) => ({ ...newest, ...parts }), options, true);
  }

  async edit(
    name: string,
    change: (newest: RankingContent) => RankingContent | Promise<RankingContent>,
    options: EditOptions = {},
  ): Promise<VersionSummary> {
    return this.#write(readReference(name).name, change, options, false);
  }

  async promote(name: string, version: number, live?: number): Promise<VersionSummary> {
    return this.#point(name, live, (entry) => promote(entry, name, version));
  }

  async rollback(name: string, live?: number): Promise<VersionSummary> {
    return this.#point(name, live, (entry) => rollback(entry, name));
  }

  async tryOut({ name = DEFAULT_RANKING, ...parts }: RankingDraft): Promise<string> {
    const entry = entryOf(await this.#book.read(), name);
    const content = { ...(await this.#newest(entry)), ...parts };
    const label = `${name}@draft-${sha256(JSON.stringify(content)).slice(0, 8)}`;
    const [oldest] = this.#tried.keys();
    if (this.#tried.size >= MOST_TRIED && oldest !== undefined) this.#tried.delete(oldest);
    const version = (entry?.versions.at(-1)?.version ?? 0) + 1;
    this.#tried.set(label, await compileRanking(name, version, label, content));
    return label;
  }

  async #write(
    name: string,
    change: (newest: RankingContent) => RankingContent | Promise<RankingContent>,
    { base, author, note, promote: live = false }: EditOptions,
    mayMake: boolean,
  ): Promise<VersionSummary> {
    const book = await this.#book.change(async (book) => {
      const entry = entryOf(book, name);
      if (entry === undefined && !mayMake) throw new AisleError('not_found', `there is no ranking ${name}`);
      const newest = await this.#newest(entry);
      // What shipped is kept from the first change on: a later release may ship another.
      if (entry !== undefined && !Object.hasOwn(book, name)) await this.#contents.keep(newest);
      const version = {
        content: await this.#contents.keep(await change(newest)),
        time: new Date(this.clock.now()).toISOString(),
        ...(author === undefined ? {} : { author }),
        ...(note === undefined ? {} : { note }),
      };
      const added = addVersion(entry ?? { before: [], versions: [] }, name, version, base);
      const number = added.versions.at(-1)?.version ?? 0;
      return withEntry(book, name, live ? promote(added, name, number) : added);
    });
    return newestOf(name, book[name]);
  }

  async #point(
    name: string,
    live: number | undefined,
    change: (entry: BookEntry) => BookEntry,
  ): Promise<VersionSummary> {
    const book = await this.#book.change(async (book) => {
      const entry = entryOf(book, readReference(name).name);
      if (entry === undefined) throw new AisleError('not_found', `there is no ranking ${name}`);
      if (live !== undefined && entry.live !== live) {
        throw new AisleError('conflict', `${name}: version ${entry.live ?? 'none'} is live, not ${live}`);
      }
      const changed = change(entry);
      return changed === entry ? book : withEntry(book, name, changed);
    });
    const entry = entryOf(book, name);
    const found = entry?.versions.find(({ version }) => version === entry.live);
    if (entry === undefined || found === undefined) {
      throw new AisleError('not_found', `there is no ranking ${name}`);
    }
    return summary(name, entry, found);
  }

  async #entry(name: string): Promise<BookEntry> {
    const entry = entryOf(await this.#book.read(), name);
    if (entry === undefined) throw new AisleError('not_found', `there is no ranking ${name}`);
    return entry;
  }

  /** What a new version starts from: the newest one, or what ships. */
  async #newest(entry: BookEntry | undefined): Promise<RankingContent> {
    const newest = entry?.versions.at(-1);
    if (newest !== undefined) return this.#contents.read(newest.content);
    const shipped = SHIPPED.get(DEFAULT_RANKING);
    if (shipped === undefined) throw new AisleError('internal', 'no ranking ships');
    return shipped.content;
  }
}

function newestOf(name: string, entry: BookEntry | undefined): VersionSummary {
  const newest = entry?.versions.at(-1);
  if (entry === undefined || newest === undefined) throw new AisleError('internal', `${name} has no version`);
  return summary(name, entry, newest);
}

function summary(name: string, entry: BookEntry, { content: _, ...version }: VersionEntry): VersionSummary {
  return { name, ...version, live: entry.live === version.version };
}

function unknown(message: string): AisleError {
  return new AisleError('bad_request', `ranking: ${message}`, { errors: [{ path: 'ranking', message }] });
}
