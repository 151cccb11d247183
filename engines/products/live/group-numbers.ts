import type { Product } from '../../../catalog/index.js';
import type { Segment } from '../embedded/segment.js';

/**
 * Numbers of groups over the base and everything that changed since: variants share one, a product alone has its own.
 * Those of the base stay what they are, new ones lie beyond its ordinals. A number once given stays: all snapshots share
 * them, and there are at most as many as groups and single products that came since the base was built.
 */
export class GroupNumbers {
  private readonly given = new Map<string, number>();
  /** By number of a base's group id: its group. */
  private firsts: Uint32Array | undefined;

  constructor(private readonly base: Segment) {}

  /** `known`: the base's product with the same id, if there is one. */
  of({ id, groupId }: Product, known: number | undefined): number {
    if (groupId === undefined) {
      const alone = known !== undefined && this.base.keyword.get('groupId')?.values[known] === 0;
      return alone || (known !== undefined && !this.base.keyword.has('groupId'))
        ? known
        : this.number(`product ${id}`);
    }
    const value = this.base.keyword.get('groupId')?.dictionary.find(groupId) ?? -1;
    return value < 0 ? this.number(`group ${groupId}`) : (this.baseGroups()[value] as number);
  }

  private number(name: string): number {
    const known = this.given.get(name);
    if (known !== undefined) return known;
    const number = this.base.size + this.given.size;
    this.given.set(name, number);
    return number;
  }

  private baseGroups(): Uint32Array {
    if (this.firsts === undefined) {
      const column = this.base.keyword.get('groupId');
      const firsts = new Uint32Array(column?.dictionary.size ?? 0);
      column?.values.forEach((value, ordinal) => {
        if (value > 0) firsts[value - 1] = this.base.groups[ordinal] as number;
      });
      this.firsts = firsts;
    }
    return this.firsts;
  }
}
