import { Piscina } from 'piscina';
import { AisleError, type CallOptions } from '../../../base/index.js';
import type { EmbeddedProducts } from '../embedded/embedded-products.js';
import { ValueNumbers } from '../embedded/value-numbers.js';
import { GroupNumbers } from './group-numbers.js';
import { Joins } from './joins.js';
import type { LayerPolicy } from './layer-policy.js';
import type { SegmentResult, SegmentTask } from './segment-task.js';
import { Superseded } from './superseded.js';

/** A join may take a while: changes must not wait for it. */
const THREADS = 2;
/** Milliseconds that an idle thread is kept: as long as changes come now and then. */
const IDLE = 60_000;

const NOTHING: SegmentResult = { segment: undefined, surfaces: [] };

/** What all snapshots over one base share: facts that stay true, and the threads that build. */
export class Lineage {
  readonly values: ValueNumbers;
  readonly groups: GroupNumbers;
  readonly superseded = new Superseded();
  readonly joins: Joins;
  #pool: Piscina<SegmentTask, SegmentResult> | undefined;
  #closed = false;

  constructor(
    readonly base: EmbeddedProducts,
    readonly policy: LayerPolicy,
  ) {
    this.values = new ValueNumbers(base.segment);
    this.groups = new GroupNumbers(base.segment);
    this.joins = new Joins((task) => this.run(task, undefined), policy);
  }

  expectOpen(): void {
    if (this.#closed) throw new AisleError('unavailable', 'the product index is closed');
  }

  /** Runs a task in a thread. Throws `deadline_exceeded` when the caller stops waiting, `unavailable` when closed. */
  async run(task: SegmentTask, options: CallOptions | undefined): Promise<SegmentResult> {
    this.expectOpen();
    if (task.sources.length === 0 && task.died.length === 0) return NOTHING;
    this.#pool ??= new Piscina<SegmentTask, SegmentResult>({
      filename: new URL('./segment-thread.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: THREADS,
      idleTimeout: IDLE,
    });
    const { signal } = options ?? {};
    try {
      return await this.#pool.run(task, signal === undefined ? {} : { signal });
    } catch (cause) {
      this.expectOpen();
      if (signal?.aborted !== true) {
        throw new AisleError('internal', 'the changes could not be indexed', { cause });
      }
      throw new AisleError('deadline_exceeded', 'the caller stopped waiting for the changes', { cause });
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // An answer that comes while the threads are being ended is nobody's any more.
    this.#pool?.on('error', () => undefined);
    await this.#pool?.destroy();
    await this.base.close();
  }
}
