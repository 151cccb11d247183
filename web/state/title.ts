import { useEffect } from 'preact/hooks';

/** Names the page in the browser; undefined while its name is not known. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · Aisle`;
  }, [title]);
}
