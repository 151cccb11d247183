import { useLayoutEffect, useRef } from 'preact/hooks';

/** Where what had the focus went with a change, the focus goes to the page: who moves by key is not thrown back to its beginning. */
export function useFocusKept(change: string | number): void {
  const before = useRef(change);
  useLayoutEffect(() => {
    if (before.current === change) return;
    before.current = change;
    if (document.activeElement === document.body)
      document.getElementById('main')?.focus({ preventScroll: true });
  }, [change]);
}
