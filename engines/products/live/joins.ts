import type { Layers } from '../embedded/layers.js';
import { liveLayer, livingSource, type LiveLayer } from './live-layer.js';
import { joined, type LayerPolicy } from './layer-policy.js';
import type { MadeSegment, SegmentResult, SegmentTask } from './segment-task.js';

/** A layer as it is, and which of its rows are dead though it does not know yet. */
export interface Mourning {
  readonly layer: LiveLayer;
  readonly deaths: Set<number>;
}

interface Done {
  /** What it was made of. */
  readonly of: readonly LiveLayer[];
  readonly layer: LiveLayer;
  readonly made: MadeSegment;
}

const NOBODY: ReadonlySet<number> = new Set();

/** Joins layers in the background, one join at a time. A snapshot that is made afterwards takes the result over. */
export class Joins {
  #running: readonly LiveLayer[] = [];
  #done: Done | undefined;

  constructor(
    private readonly run: (task: SegmentTask) => Promise<SegmentResult>,
    private readonly policy: LayerPolicy,
  ) {}

  /** Whether a layer is being joined, or was: it must stay until a snapshot takes the result over. */
  busy({ segment }: LiveLayer): boolean {
    const of = [...this.#running, ...(this.#done?.of ?? [])];
    return of.some((layer) => layer.segment === segment);
  }

  /** The layers of a snapshot, with what was joined in place of what it was made of. */
  adopt(changed: readonly LiveLayer[]): Mourning[] {
    const done = this.#done;
    this.#done = undefined;
    const now = done?.of.map(({ segment }) => changed.find((layer) => layer.segment === segment)) ?? [];
    const parts = now.filter((layer) => layer !== undefined);
    // Another line of snapshots may have made other layers of them since.
    if (done === undefined || parts.length < now.length) {
      return changed.map((layer) => ({ layer, deaths: new Set<number>() }));
    }
    const deaths = new Set<number>();
    const { sources, rows } = done.made;
    for (let row = 0; row < rows.length; row++) {
      const { dead } = parts[sources[row] as number] as LiveLayer;
      if (dead?.[rows[row] as number] === 1) deaths.add(row);
    }
    const rest = changed.filter((layer) => !parts.includes(layer));
    return [...rest.map((layer) => ({ layer, deaths: new Set<number>() })), { layer: done.layer, deaths }];
  }

  /** Starts what is due for a snapshot's layers. */
  consider({ changed }: { readonly changed: readonly LiveLayer[] }): void {
    if (this.#running.length > 0 || this.#done !== undefined) return;
    const sizes = changed.map(({ living, segment }) => ({ living, dead: segment.size - living }));
    const of = joined(sizes, this.policy).map((number) => changed[number] as LiveLayer);
    if (of.length === 0) return;
    this.#running = of;
    const sources = of.map((layer) => livingSource(layer, NOBODY));
    this.run({ sources, died: [] }).then(
      ({ segment: made }) => {
        this.#running = [];
        if (made !== undefined) this.#done = { of, layer: liveLayer(made.memory), made };
      },
      // The layers stay as they are; the next changes bring the next try.
      () => {
        this.#running = [];
      },
    );
  }
}

/** Sizes of what a snapshot is made of, for monitoring. */
export interface LayerSizes {
  readonly living: number;
  /** Superseded or deleted, and still held. */
  readonly dead: number;
  /** Of the layer's segment, documents included. */
  readonly bytes: number;
}

/** The base first. */
export function layerSizes(layers: Layers): LayerSizes[] {
  return layers.all.map(({ living, segment }) => ({
    living,
    dead: segment.size - living,
    bytes: segment.memory.byteLength,
  }));
}
