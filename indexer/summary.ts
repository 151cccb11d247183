import type { GenerationMeta } from './meta.js';
import type { Manifest } from './registry.js';

export interface GenerationSummary {
  readonly id: string;
  readonly live: boolean;
  readonly builtAt: string;
  readonly products: number;
  /** Name of the model that its vectors come from, or `none`. */
  readonly model: string;
  readonly state: 'live' | 'canary' | 'previous' | 'ready' | 'failed';
  /** Of the traffic, 0..1; the canary's alone. */
  readonly share?: number;
}

export function summaryOf(meta: GenerationMeta, manifest: Manifest | undefined): GenerationSummary {
  const { id, builtAt, size, findings } = meta;
  const summary = { id, live: manifest?.generation === id, builtAt, products: size, model: modelOf(meta) };
  if (summary.live) return { ...summary, state: 'live' };
  const canary = manifest?.canary;
  if (canary?.generation === id) return { ...summary, state: 'canary', share: canary.share };
  if (manifest?.previous === id) return { ...summary, state: 'previous' };
  return { ...summary, state: findings.length > 0 ? 'failed' : 'ready' };
}

/** The name that an embedder's identity begins with. */
export function modelOf({ embedder }: Pick<GenerationMeta, 'embedder'>): string {
  return embedder?.split(/[\s|]/)[0] ?? 'none';
}
