import { useEffect, useState } from 'preact/hooks';

/** A value in the browser's storage that components follow. Where storage is refused it lives as long as the page. */
export interface Stored<T> {
  readonly read: () => T;
  readonly write: (value: T) => void;
  readonly follow: (listener: () => void) => () => void;
}

/** `check` says whether what storage holds still has the shape that this version writes. */
export function stored<T>(name: string, initial: T, check: (value: unknown) => value is T): Stored<T> {
  const listeners = new Set<() => void>();
  let value = load(name, initial, check);
  addEventListener('storage', ({ key }) => {
    if (key !== name) return;
    value = load(name, initial, check);
    for (const listener of listeners) listener();
  });
  return {
    read: () => value,
    write: (next) => {
      value = next;
      try {
        localStorage.setItem(name, JSON.stringify(next));
      } catch {
        // Full or forbidden: the value holds until the page is closed.
      }
      for (const listener of listeners) listener();
    },
    follow: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function load<T>(name: string, initial: T, check: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(name) ?? 'null');
    return check(value) ? value : initial;
  } catch {
    return initial;
  }
}

export function useStored<T>(store: Stored<T>): T {
  const [value, setValue] = useState(store.read);
  useEffect(() => {
    setValue(store.read);
    return store.follow(() => setValue(store.read));
  }, [store]);
  return value;
}

/** Whether a value is a record whose values all pass. */
export const recordOf =
  <T>(check: (value: unknown) => value is T) =>
  (value: unknown): value is Record<string, T> =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(check);

export const listOf =
  <T>(check: (value: unknown) => value is T) =>
  (value: unknown): value is T[] =>
    Array.isArray(value) && value.every(check);

export const isText = (value: unknown): value is string => typeof value === 'string';
