import { useLayoutEffect, useRef } from 'preact/hooks';

/** Entries of the history whose answers are kept for the way back. */
const KEPT = 30;

const answers = new Map<string, Map<string, unknown>>();
const places = new Map<string, number>(readPlaces());
/** Where the entry that is being gone back to was left, until it is shown. */
let pending: number | undefined;
let back = false;

const keyNow = (): string | undefined => (history.state as { key?: string } | null)?.key;

/** Names the entry of the history that is shown: two visits to one address differ. */
export function entryKey(): string {
  const known = keyNow();
  if (known !== undefined) return known;
  const key = crypto.randomUUID();
  history.replaceState({ key }, '');
  back = false;
  return key;
}

/** Whether the entry that is shown was there before. */
export const goneBack = (): boolean => back;

/** What this entry was answered before: gone back to, it shows what was left. */
export const recall = (entry: string, question: string): unknown => answers.get(entry)?.get(question);

export function keep(entry: string, question: string, answer: unknown): void {
  const known = answers.get(entry) ?? new Map<string, unknown>();
  known.set(question, answer);
  answers.delete(entry);
  answers.set(entry, known);
  for (const oldest of answers.keys()) {
    if (answers.size <= KEPT) break;
    answers.delete(oldest);
  }
}

export const forget = (entry: string, question: string): void => void answers.get(entry)?.delete(question);

/** Follows the scrolling of each entry; the browser's own way knows nothing of answers that are yet to come. */
export function followPlaces(): void {
  history.scrollRestoration = 'manual';
  pending = places.get(entryKey());
  addEventListener('popstate', () => {
    pending = places.get(entryKey());
    back = true;
  });
  addEventListener(
    'scroll',
    () => {
      const key = keyNow();
      if (key !== undefined && pending === undefined) places.set(key, scrollY);
    },
    { passive: true },
  );
  addEventListener('pagehide', () => {
    try {
      sessionStorage.setItem('aisle.places', JSON.stringify([...places].slice(-KEPT)));
    } catch {
      // Without storage a reload starts at the top.
    }
  });
}

/** Once `ready`, scrolls to where the entry was left. */
export function useOwnPlace(ready: boolean): void {
  const shown = useRef<string>(undefined);
  const entry = entryKey();
  useLayoutEffect(() => {
    if (!ready || shown.current === entry) return;
    shown.current = entry;
    if (pending !== undefined) scrollTo({ top: pending, behavior: 'instant' });
    pending = undefined;
  });
}

function readPlaces(): [string, number][] {
  try {
    return JSON.parse(sessionStorage.getItem('aisle.places') ?? '[]') as [string, number][];
  } catch {
    return [];
  }
}
