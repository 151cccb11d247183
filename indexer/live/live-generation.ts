import type { Product } from '../../catalog/index.js';
import { passageText, type Template } from '../../engines/embedder/index.js';
import type { LoggedOp } from '../../engines/state/index.js';
import type { Generation, LiveEngines, OpenGeneration } from '../open-generation.js';
import type { FollowedGeneration, ReachOptions } from './followed-generation.js';
import { LiveNames } from './live-names.js';
import type { LiveParts } from './live-parts.js';
import { LogFollower } from './log-follower.js';
import { TextVectors } from './text-vectors.js';
import { newText, productChanges, stepsOf, vectorChanges, type Step, type Version } from './versions.js';

/** Follows the log: its base, and every op that came since its build began. */
export class LiveGeneration implements FollowedGeneration {
  readonly shared = false;
  readonly #opened: OpenGeneration;
  readonly #follower: LogFollower;
  readonly #names: LiveNames;
  readonly #texts: TextVectors | undefined;
  /** Texts of products whose vector is still to come, by ordinal. */
  readonly #missing = new Map<number, string>();
  #engines: LiveEngines;
  #snapshot: Generation;

  constructor(opened: OpenGeneration, engines: LiveEngines, parts: LiveParts) {
    this.#opened = opened;
    this.#engines = engines;
    this.#follower = new LogFollower(parts, {
      id: opened.id,
      seq: () => this.#snapshot.seq,
      take: (ops, { patience }) => this.#apply(ops, patience),
      idle: () => this.#embedMissing(),
    });
    this.#names = new LiveNames(opened.names);
    const { id, meta, seq } = opened;
    this.#snapshot = {
      id,
      meta,
      seq,
      names: this.#names.now(),
      ...engines,
      embedder: () => opened.embedder(),
      titles: () => opened.titles(),
      categoryWords: () => opened.categoryWords(),
    };
    const { vectors } = engines;
    if (vectors !== undefined && meta.embedder !== undefined) {
      const { cache, log } = parts;
      const onReady = () => void this.reach(0).catch(() => undefined);
      this.#texts = new TextVectors({
        identity: meta.embedder,
        dimensions: vectors.dimensions,
        embedder: () => opened.embedder(),
        cache,
        log,
        onReady,
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
    await this.#texts?.close();
    await this.#opened.close();
  }

  /** `patience`: that of the most patient who wait. */
  async #apply(ops: readonly LoggedOp[], patience: number): Promise<void> {
    const { meta } = this.#opened;
    const beyond = this.#opened.products.size - (meta.opsFrom ?? 0);
    const before = await this.#versions([...new Set(ops.map(({ change }) => change.id))]);
    const steps = stepsOf(ops, before, (seq) => beyond + seq);
    const { vectors, missing } = await this.#vectorsAfter(steps, patience);
    const products = await this.#engines.products.with(productChanges(steps));
    for (const step of steps) if (step.before !== undefined) this.#missing.delete(step.before.ordinal);
    for (const [ordinal, text] of missing) this.#missing.set(ordinal, text);
    const put = steps.flatMap(({ after }): Product[] => (after === undefined ? [] : [after.product]));
    this.#show({ products, vectors }, ops.at(-1)?.seq ?? this.#snapshot.seq, put);
  }

  /** What some ids are now; without an entry where there is none. */
  async #versions(ids: readonly string[]): Promise<Map<string, Version>> {
    const { products } = this.#engines;
    const ordinals = await products.ordinals(ids);
    const held = ordinals.filter((ordinal) => ordinal !== undefined);
    const documents = await products.documents(Uint32Array.from(held));
    return new Map(
      documents.flatMap((product, i): [string, Version][] =>
        product === undefined ? [] : [[product.id, { ordinal: held[i] as number, product }]],
      ),
    );
  }

  async #vectorsAfter(
    steps: readonly Step[],
    patience: number,
  ): Promise<{ vectors: LiveEngines['vectors']; missing: ReadonlyMap<number, string> }> {
    const { vectors } = this.#engines;
    if (vectors === undefined || this.#texts === undefined) return { vectors, missing: new Map() };
    const template = this.#opened.meta.template as Template;
    const facts = {
      textOf: (product: Product) => passageText(product, template),
      holds: (ordinal: number) => vectors.holds(ordinal),
    };
    const texts = steps.flatMap((step) => newText(step, facts) ?? []);
    await this.#texts.lookUp(texts);
    const known = await this.#texts.of(texts, patience);
    const { changes, missing } = vectorChanges(steps, facts, (text) => known.get(text));
    return { vectors: vectors.with(changes), missing };
  }

  /** Gives vectors to products that went on without, where they have come. */
  async #embedMissing(): Promise<void> {
    const { vectors, products } = this.#engines;
    if (vectors === undefined || this.#texts === undefined) return;
    const wanted = new Set(this.#missing.values());
    this.#texts.keep(wanted);
    if (wanted.size === 0) return;
    const known = await this.#texts.of([...wanted], 0);
    const found = [...this.#missing].flatMap(([ordinal, text]) => {
      const vector = known.get(text);
      return vector === undefined ? [] : [{ kind: 'late' as const, ordinal, vector }];
    });
    if (found.length === 0) return;
    this.#show({ products, vectors: vectors.with(found) }, this.#snapshot.seq, []);
    for (const { ordinal } of found) this.#missing.delete(ordinal);
  }

  /** Both legs change together, for whoever asks from now on. */
  #show(engines: LiveEngines, seq: number, put: readonly Product[]): void {
    this.#engines = engines;
    this.#snapshot = { ...this.#snapshot, ...engines, seq, names: this.#names.with(put) };
  }
}
