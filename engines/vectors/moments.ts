/**
 * Mean and spread of a query's cosine over the whole catalogue, in closed form: mean q·μ, variance qᵀCq.
 * C is symmetric: only its upper triangle is kept, row by row, the values beside the diagonal doubled, so that
 * qᵀCq = Σᵢ qᵢ Σⱼ≥ᵢ C'ᵢⱼ qⱼ costs half.
 */
export interface Moments {
  /** μ over all vectors. */
  readonly mean: Float64Array;
  readonly triangle: Float64Array;
}

/**
 * C comes from this many evenly spaced vectors (all, below): a vector costs d²/2 multiply-adds, and from 20,000
 * the standard error of an sd is 1/√(2·20,000) = .5%, far less than what the cut-offs care about.
 */
const COVARIANCE_SAMPLE = 20_000;

/** Every how manyth vector enters the covariance. */
export function covarianceStride(size: number): number {
  return Math.max(1, Math.ceil(size / COVARIANCE_SAMPLE));
}

/** Sums vectors up. The sample's own mean belongs to its covariance, which keeps the variance from going below 0. */
export class MomentSums {
  readonly #dimensions: number;
  readonly #stride: number;
  readonly #sum: Float64Array;
  readonly #sampleSum: Float64Array;
  readonly #products: Float64Array;
  #count = 0;
  #sampled = 0;

  constructor(dimensions: number, stride: number) {
    this.#dimensions = dimensions;
    this.#stride = stride;
    this.#sum = new Float64Array(dimensions);
    this.#sampleSum = new Float64Array(dimensions);
    this.#products = new Float64Array(triangleLength(dimensions));
  }

  add(row: Float32Array): void {
    addTo(this.#sum, row);
    if (this.#count % this.#stride === 0) {
      addTo(this.#sampleSum, row);
      this.#addProducts(row);
      this.#sampled += 1;
    }
    this.#count += 1;
  }

  result(): Moments {
    const n = Math.max(1, this.#sampled);
    const triangle = new Float64Array(this.#products.length);
    let t = 0;
    for (let i = 0; i < this.#dimensions; i += 1) {
      const mi = value(this.#sampleSum, i) / n;
      for (let j = i; j < this.#dimensions; j += 1, t += 1) {
        const covariance = value(this.#products, t) / n - mi * (value(this.#sampleSum, j) / n);
        triangle[t] = i === j ? covariance : 2 * covariance;
      }
    }
    return { mean: this.#sum.map((sum) => sum / Math.max(1, this.#count)), triangle };
  }

  #addProducts(row: Float32Array): void {
    const products = this.#products;
    let t = 0;
    for (let i = 0; i < this.#dimensions; i += 1) {
      const x = value(row, i);
      for (let j = i; j < this.#dimensions; j += 1, t += 1) {
        products[t] = value(products, t) + x * value(row, j);
      }
    }
  }
}

/** q·μ and √(qᵀCq). */
export function spread(query: Float32Array, moments: Moments): { mean: number; sd: number } {
  const { mean, triangle } = moments;
  // Doubles throughout and four sums: at 384 dimensions this is .09 ms.
  const q = Float64Array.from(query);
  const d = q.length;
  let expected = 0;
  let variance = 0;
  let t = 0;
  for (let i = 0; i < d; i += 1) {
    const x = value(q, i);
    expected += x * value(mean, i);
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let j = i;
    for (; j + 3 < d; j += 4, t += 4) {
      s0 += value(triangle, t) * value(q, j);
      s1 += value(triangle, t + 1) * value(q, j + 1);
      s2 += value(triangle, t + 2) * value(q, j + 2);
      s3 += value(triangle, t + 3) * value(q, j + 3);
    }
    for (; j < d; j += 1, t += 1) s0 += value(triangle, t) * value(q, j);
    variance += x * (s0 + s1 + (s2 + s3));
  }
  return { mean: expected, sd: Math.sqrt(Math.max(0, variance)) };
}

/** The moments as one array for their file: μ, then the triangle. */
export function packMoments(moments: Moments): Float64Array {
  const packed = new Float64Array(moments.mean.length + moments.triangle.length);
  packed.set(moments.mean);
  packed.set(moments.triangle, moments.mean.length);
  return packed;
}

export function unpackMoments(packed: Float64Array, dimensions: number): Moments {
  return { mean: packed.subarray(0, dimensions), triangle: packed.subarray(dimensions) };
}

/** Bytes of the packed moments. */
export function momentBytes(dimensions: number): number {
  return (dimensions + triangleLength(dimensions)) * Float64Array.BYTES_PER_ELEMENT;
}

function triangleLength(dimensions: number): number {
  return (dimensions * (dimensions + 1)) / 2;
}

function addTo(sums: Float64Array, row: Float32Array): void {
  for (let i = 0; i < row.length; i += 1) sums[i] = value(sums, i) + value(row, i);
}

/** An index known to be within bounds. */
function value(array: Float32Array | Float64Array, index: number): number {
  return array[index] as number;
}
