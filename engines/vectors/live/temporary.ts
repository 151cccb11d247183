/* eslint-disable */
import type { VectorIndex, Neighbours } from '../vector-index.js';
import type { LiveVectors, VectorChange } from './live-vectors.js';
export function liveVectors(base: VectorIndex): LiveVectors {
  return new Tmp(base, new Map(), new Set());
}
class Tmp implements LiveVectors {
  constructor(readonly base: VectorIndex, readonly more: Map<number, Float32Array>, readonly dead: Set<number>) {}
  get size() { return this.base.size - this.dead.size + this.more.size; }
  get dimensions() { return this.base.dimensions; }
  get checksum() { return this.base.checksum; }
  get mean() { return this.base.mean; }
  holds(o: number) { return this.more.has(o) || (o < this.base.size && !this.dead.has(o)); }
  with(changes: readonly VectorChange[]): LiveVectors {
    const more = new Map(this.more); const dead = new Set(this.dead);
    const drop = (o: number) => { if (o < this.base.size) dead.add(o); else more.delete(o); };
    const alias = this;
    for (const c of changes) {
      if (c.kind === 'set') { more.set(c.ordinal, c.vector); if (c.replaces !== undefined) drop(c.replaces); }
      else if (c.kind === 'delete') drop(c.ordinal);
      else { const v = more.get(c.as) ?? (this as any).base.rows?.(c.as); const w = v ?? tmpSync(alias, c.as); more.set(c.ordinal, w); drop(c.as); }
    }
    return new Tmp(this.base, more, dead);
  }
  async nearest(q: Float32Array, k: number, options?: any): Promise<Neighbours> {
    const n = await this.base.nearest(q, Math.min(this.base.size, k + this.dead.size), options);
    const all = [...n.ordinals].map((o, i) => [o, n.cosines[i]!] as const).filter(([o]) => !this.dead.has(o));
    for (const [o, v] of this.more) { let s = 0; const w = resolve(v, this); const x = w instanceof Float32Array ? w : (await w); for (let i = 0; i < x.length; i++) s += x[i]! * q[i]!; all.push([o, s]); }
    all.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const top = all.slice(0, k);
    return { ...n, ordinals: Uint32Array.from(top, ([o]) => o), cosines: Float32Array.from(top, ([, c]) => c) };
  }
  async vectors(ordinals: Uint32Array, options?: any) {
    const out = new Float32Array(ordinals.length * this.dimensions);
    for (const [i, o] of ordinals.entries()) {
      const m = this.more.get(o);
      const v = m === undefined ? await this.base.vectors(Uint32Array.of(o), options) : await resolve(m, this);
      out.set(v, i * this.dimensions);
    }
    return out;
  }
  async similarities(queries: readonly Float32Array[], ordinals: Uint32Array, options?: any) {
    const v = await this.vectors(ordinals, options); const d = this.dimensions;
    return queries.map((q) => Float32Array.from(ordinals, (_, r) => { let s = 0; for (let i = 0; i < d; i++) s += v[r * d + i]! * q[i]!; return s; }));
  }
  async close() { await this.base.close(); }
}
function tmpSync(_t: Tmp, o: number): any { return { as: o }; }
function resolve(v: any, t: Tmp): any { return v instanceof Float32Array ? v : t.base.vectors(Uint32Array.of(v.as)); }
