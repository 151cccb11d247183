import type { Parts } from '../api/types.js';

/** A text whose matching parts are marked; plain where nothing is known of them. */
export function Marked({ parts, text }: { parts: Parts | undefined; text: string }) {
  if (parts === undefined) return <>{text}</>;
  return <>{parts.map((part, i) => (part.match ? <mark key={i}>{part.text}</mark> : part.text))}</>;
}
