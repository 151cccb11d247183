import type { Logger } from '../../base/index.js';
import { passageText, type Template } from '../../engines/embedder/index.js';
import type { ChangingProducts, StoredChange, IndexedProduct } from '../../engines/products/index.js';
import type { LoggedOp, OpLog } from '../../engines/state/index.js';
import type { Generation, OpenGeneration, SharedEngines } from '../open-generation.js';
import type { FollowedGeneration, ReachOptions } from './followed-generation.js';
import { LateVectors } from './late-vectors.js';
import { leftToOthers } from './left-to-others.js';
import { LiveNames } from './live-names.js';
import type { LiveParts } from './live-parts.js';
import { LogFollower, PAGE, type Wish } from './log-follower.js';
import { groupIdsOf, outcomesOf, sorted } from './outcomes.js';

interface Written {
  /** Where products were, by id. */
  readonly before: ReadonlyMap<string, number>;
  /** Numbers of the ops whose texts this server embeds. */
  readonly own: ReadonlySet<number>;
}

export interface SharedLimits {
  /** Milliseconds that ops are left to the server that accepted them; then this one applies them. */
  readonly grace: number;
  /** Milliseconds that a vector is waited for from the server that wrote its product; then this one embeds it. */
  readonly embedAfter: number;
  /** Ops that are taken together at most. */
  readonly page?: number;
}

const LIMITS: SharedLimits = { grace: 250, embedAfter: 3_000 };

/**
 * Follows the log over products that change in place, in an index that other servers write to as well. Whoever comes first
 * applies ops, at best the server that accepted them; all others read what came of them.
 */
export class SharedGeneration implements FollowedGeneration {
  readonly #opened: OpenGeneration;
  readonly #products: ChangingProducts;
  readonly #ops: OpLog;
  readonly #log: Logger;
  readonly #limits: SharedLimits;
  readonly #names: LiveNames;
  readonly #follower: LogFollower;
  readonly #vectors: LateVectors | undefined;
  /** Of the products that were read since the generation was opened: where one was that is gone. */
  readonly #ordinals = new Map<string, number>();
  #snapshot: Generation;
  /** Nobody else applied the last page, and there is more: what follows is not left to others either. */
  #leads = false;
  readonly shared = true;

  constructor(
    opened: OpenGeneration,
    { products, vectors }: SharedEngines,
    parts: LiveParts,
    limits: SharedLimits = LIMITS,
  ) {
    this.#opened = opened;
    this.#products = products;
    this.#ops = parts.ops;
    this.#log = parts.log;
    this.#limits = limits;
    this.#names = new LiveNames(opened.names);
    const { id, meta } = opened;
    const names = this.#names.now();
    const seq = Math.max(products.appliedAt ?? 0, opened.seq);
    const embedder = () => opened.embedder();
    const said = { titles: () => opened.titles(), categoryWords: () => opened.categoryWords() };
    this.#snapshot = { id, meta, names, seq, products: products.index, vectors, embedder, ...said };
    const follows = {
      id,
      seq: () => this.#snapshot.seq,
      take: (ops: readonly LoggedOp[], wish: Wish) => this.#take(ops, wish),
      idle: (wish: Wish) => this.#idle(wish),
    };
    this.#follower = new LogFollower(parts, follows, limits.page);
    if (vectors !== undefined && meta.embedder !== undefined) {
      this.#vectors = new LateVectors({
        ...parts,
        products,
        vectors,
        identity: meta.embedder,
        embedder,
        textOf: (product) => passageText(product, meta.template as Template),
        embedAfter: limits.embedAfter,
        onReady: () => void this.reach(0).catch(() => undefined),
      });
    }
  }

  get id(): string {
    return this.#opened.id;
  }

  snapshot(): Generation {
    return this.#snapshot;
  }

  reach(seq: number, options?: ReachOptions): Promise<void> {
    return this.#follower.reach(seq, options);
  }

  level(options?: ReachOptions): Promise<void> {
    return this.#follower.level(options);
  }

  get failing(): string | undefined {
    return this.#follower.failing;
  }

  async close(): Promise<void> {
    await this.#follower.close();
    await this.#vectors?.close();
    await this.#products.close();
    await this.#opened.close();
  }

  async #take(ops: readonly LoggedOp[], { patience, accepted, more }: Wish): Promise<void> {
    await this.#vectors?.open();
    const first = (ops[0] as LoggedOp).seq;
    const { grace } = this.#limits;
    const due = () => this.#leads || accepted(first);
    const applied = await leftToOthers(first, () => this.#products.applied(), { grace, due });
    const done = ops.filter(({ seq }) => seq <= applied);
    if (done.length > 0) {
      this.#leads = false;
      await this.#follow(done, new Map(), new Set());
    } else {
      this.#leads = (await this.#apply(ops, patience)) && more;
    }
  }

  /** False where others were faster: what they made of these ops is read, and the rest begun anew. */
  async #apply(ops: readonly LoggedOp[], patience: number): Promise<boolean> {
    const written = await this.#write(ops, patience);
    if (written === undefined) return false;
    await this.#products.raiseApplied((ops.at(-1) as LoggedOp).seq);
    await this.#follow(ops, written.before, written.own);
    return true;
  }

  /** Has the index, and all searches of it, hold some ops; undefined when it does already. */
  async #write(ops: readonly LoggedOp[], patience: number): Promise<Written | undefined> {
    const ids = idsOf(ops);
    const [stored, groups] = await Promise.all([
      this.#products.read(ids),
      this.#products.groups(groupIdsOf(ops), ids),
    ]);
    const first = (ops[0] as LoggedOp).seq;
    // After it was read: what is read may hold ops of others' pages, which begin where the index is at the latest.
    const [applied = 0, later] = await Promise.all([
      this.#products.applied(),
      this.#ops.read((ops.at(-1) as LoggedOp).seq, PAGE),
    ]);
    if (applied >= first) return undefined;
    const { meta } = this.#opened;
    const beyond = this.#products.built - (meta.opsFrom ?? 0);
    const outcomes = outcomesOf(ops, stored, {
      ordinalOf: (seq) => beyond + seq,
      textOf: (product) => passageText(product, meta.template as Template),
      groups,
      later,
    });
    const changes = (await this.#vectors?.withVectors(outcomes, first, patience)) ?? outcomes;
    const refused = await this.#products.write(changes);
    // Also where nothing is left to write: what was read may be one copy's, and others do not show it yet.
    await this.#products.refresh();
    await this.#afterRefusal(ops, changes, refused);
    const textSeqs = changes.flatMap((change) => (change.kind === 'put' ? (change.textSeq ?? []) : []));
    return {
      before: new Map(stored.map(({ product, ordinal }) => [product.id, ordinal])),
      own: new Set(textSeqs.filter((seq) => seq >= first)),
    };
  }

  /**
   * What the server cannot take stays as it was. Where several ops of one product were written as one, each has its own
   * chance: what comes of them must not depend on which fell together.
   */
  async #afterRefusal(
    ops: readonly LoggedOp[],
    changes: readonly StoredChange[],
    refused: Awaited<ReturnType<ChangingProducts['write']>>,
  ): Promise<void> {
    for (const { ordinal, reason } of refused) {
      const change = changes.find((each) => each.ordinal === ordinal);
      if (change?.kind !== 'put') continue;
      const { id } = change.product;
      const own = ops.filter((op) => op.change.id === id);
      if (own.length > 1) for (const op of own) await this.#write([op], 0);
      else {
        const where = { generation: this.id, id, seq: change.seq, reason };
        this.#log.error(where, 'the search server cannot take a live update: the product stays as it was');
      }
    }
  }

  /** Reads what came of ops that are applied. `before`: where products were. `own`: texts that this server embeds. */
  async #follow(
    ops: readonly LoggedOp[],
    before: ReadonlyMap<string, number>,
    own: ReadonlySet<number>,
  ): Promise<void> {
    const ids = idsOf(ops);
    const stored = await this.#mended(await this.#products.read(ids), ops);
    const gone = this.#gone(ids, stored, before);
    await this.#products.learn([...stored.values()], gone);
    this.#vectors?.forget(gone);
    this.#vectors?.see([...stored.values()], own);
    const put = [...stored.values()].map(({ product }) => product);
    this.#show((ops.at(-1) as LoggedOp).seq, this.#names.with(put));
  }

  /**
   * The products by id, once what is left over is taken away: beside them, and of those that the ops deleted. A writer
   * that stood still for longer than the server remembers deletions brings such a one back; it follows the ops that it
   * slept through, and so comes to see it.
   */
  async #mended(
    stored: readonly IndexedProduct[],
    ops: readonly LoggedOp[],
  ): Promise<ReadonlyMap<string, IndexedProduct>> {
    const { living, leftOver } = sorted(stored, ops);
    if (leftOver.length === 0) return living;
    const changes = leftOver.map(({ ordinal, seq }) => ({ kind: 'delete', ordinal, seq }) as const);
    // Those versions and no later ones.
    await this.#products.write(changes, { again: true });
    await this.#products.refresh();
    return living;
  }

  #gone(
    ids: readonly string[],
    stored: ReadonlyMap<string, IndexedProduct>,
    before: ReadonlyMap<string, number>,
  ): number[] {
    return ids.flatMap((id) => {
      const was = this.#ordinals.get(id) ?? before.get(id);
      const now = stored.get(id)?.ordinal;
      if (now === undefined) this.#ordinals.delete(id);
      else this.#ordinals.set(id, now);
      return was === undefined || was === now ? [] : was;
    });
  }

  async #idle({ patience }: Wish): Promise<void> {
    if (this.#vectors === undefined) return;
    await this.#vectors.open();
    await this.#vectors.settle(patience);
    this.#show(this.#snapshot.seq, this.#snapshot.names);
  }

  /** For whoever asks from now on. */
  #show(seq: number, names: Generation['names']): void {
    const products = this.#products.index;
    const vectors = this.#vectors?.now(products.size) ?? this.#snapshot.vectors;
    this.#snapshot = { ...this.#snapshot, products, vectors, names, seq };
  }
}

function idsOf(ops: readonly LoggedOp[]): string[] {
  return [...new Set(ops.map(({ change }) => change.id))];
}
