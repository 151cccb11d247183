/**
 * Ids by ordinals of versions that are gone, since a page may still be asked for that was cut while they lived. The
 * oldest are forgotten: a cursor holds for ten minutes, in which 200 changes a second make 120,000.
 */
const REMEMBERED = 200_000;

/** Facts about ordinals, true for every snapshot: an ordinal is never given twice. */
export class Superseded {
  private readonly ids = new Map<number, string>();

  remember(ordinal: number, id: string): void {
    this.ids.set(ordinal, id);
    if (this.ids.size <= REMEMBERED) return;
    for (const oldest of this.ids.keys()) {
      this.ids.delete(oldest);
      break;
    }
  }

  id(ordinal: number): string | undefined {
    return this.ids.get(ordinal);
  }
}
