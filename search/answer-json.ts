import type { Hit, SearchAnswer } from './answer.js';
import { storedJson } from './stored-hits.js';

/**
 * An answer as JSON in UTF-8: what `JSON.stringify` makes of it. Products, which are most of it, are copied as they are
 * stored: to read and write them again cost more than to find them.
 */
export function answerJson({ queryId, hits, ...rest }: SearchAnswer): Buffer {
  const parts: (string | Uint8Array)[] = [`{"queryId":${JSON.stringify(queryId)},"hits":[`];
  hits.forEach((hit, i) => parts.push(...partsOf(hit, i > 0 ? ',' : '')));
  parts.push(`],${JSON.stringify(rest).slice(1)}`);
  const length = parts.reduce(
    (sum, part) => sum + (typeof part === 'string' ? Buffer.byteLength(part) : part.length),
    0,
  );
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const part of parts) {
    if (typeof part === 'string') at += bytes.write(part, at);
    else {
      bytes.set(part, at);
      at += part.length;
    }
  }
  return bytes;
}

function partsOf(hit: Hit, comma: string): (string | Uint8Array)[] {
  const json = storedJson(hit);
  if (json === undefined) return [comma + JSON.stringify(hit)];
  const { id, score, highlights, explain } = hit;
  const before = JSON.stringify({ id, score });
  const after = JSON.stringify({ highlights, explain });
  return [`${comma}${before.slice(0, -1)},"product":`, json, after === '{}' ? '}' : `,${after.slice(1)}`];
}
