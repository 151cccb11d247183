import type { SearchAnswer } from '../../search/index.js';

/**
 * The answers of the latest state of the page. InstantSearch asks for one state several times (a slider whose ends moved
 * does), and of several indices mostly one changes: what is asked again is not searched again. Another state replaces
 * them, so that what a shopper did meanwhile counts in their next search.
 */
export class LatestAnswers {
  #kept = new Map<string, Promise<SearchAnswer>>();

  /** For one state of the page: answers by key, each asked for once. What fails is not kept. */
  state(): (key: string, ask: () => Promise<SearchAnswer>) => Promise<SearchAnswer> {
    const before = this.#kept;
    const now = new Map<string, Promise<SearchAnswer>>();
    this.#kept = now;
    return (key, ask) => {
      const answer = now.get(key) ?? before.get(key) ?? ask();
      now.set(key, answer);
      answer.catch(() => now.delete(key));
      return answer;
    };
  }

  clear(): void {
    this.#kept = new Map();
  }
}
