/** Milliseconds by stage of one query. */
export class Stopwatch {
  readonly #start = performance.now();
  readonly #stages: Record<string, number> = {};

  async time<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#stages[stage] = (this.#stages[stage] ?? 0) + rounded(performance.now() - start);
    }
  }

  timeSync<T>(stage: string, work: () => T): T {
    const start = performance.now();
    const result = work();
    this.#stages[stage] = (this.#stages[stage] ?? 0) + rounded(performance.now() - start);
    return result;
  }

  get total(): number {
    return rounded(performance.now() - this.#start);
  }

  get stages(): Readonly<Record<string, number>> {
    return this.#stages;
  }
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000;
}
