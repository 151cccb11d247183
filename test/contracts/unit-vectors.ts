/** Random clustered unit vectors, like those of a catalogue: the same seed gives the same rows. */
export function clusteredRows(size: number, dimensions: number, seed: number): Float32Array {
  const random = seeded(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centres = Array.from({ length: Math.max(1, Math.ceil(size / 50)) }, () =>
    Float64Array.from({ length: dimensions }, normal),
  );
  const rows = new Float32Array(size * dimensions);
  for (let row = 0; row < size; row += 1) {
    const centre = centres[Math.floor(random() * centres.length)] ?? new Float64Array(dimensions);
    rows.set(unit(centre.map((x) => x + 0.8 * normal())), row * dimensions);
  }
  return rows;
}

/** The same direction with length 1. */
export function unit(vector: ArrayLike<number>): Float32Array {
  const values = Array.from(vector);
  const length = Math.hypot(...values);
  return Float32Array.from(values, (x) => x / length);
}

export function rowOf(rows: Float32Array, dimensions: number, ordinal: number): Float32Array {
  return rows.slice(ordinal * dimensions, (ordinal + 1) * dimensions);
}

/** Mulberry32: numbers in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
