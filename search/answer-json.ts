import type { Hit, SearchAnswer } from './answer.js';
import { storedOf } from './stored-hits.js';

/**
 * An answer as JSON in UTF-8: what `JSON.stringify` makes of it. Products, which are most of it, are copied as they are
 * stored: to read and write them again costs as much as to score them.
 */
export function answerJson({ queryId, hits, ...rest }: SearchAnswer): Buffer {
  const products = storedOf(hits);
  // Text and bytes in turn: a text, the product behind it, …
  const texts: string[] = [];
  const between: Uint8Array[] = [];
  let text = `{"queryId":${JSON.stringify(queryId)},"hits":[`;
  hits.forEach((hit, i) => {
    if (i > 0) text += ',';
    const product = products?.[i];
    if (product === undefined) {
      text += JSON.stringify(hit);
      return;
    }
    texts.push(`${text}{"id":${JSON.stringify(hit.id)},"score":${JSON.stringify(hit.score)},"product":`);
    between.push(product);
    text = afterProduct(hit);
  });
  texts.push(`${text}],${JSON.stringify(rest).slice(1)}`);
  return joined(texts, between);
}

function afterProduct({ highlights, explain }: Hit): string {
  if (highlights === undefined && explain === undefined) return '}';
  return `,${JSON.stringify({ highlights, explain }).slice(1)}`;
}

function joined(texts: readonly string[], between: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const text of texts) length += Buffer.byteLength(text);
  for (const bytes of between) length += bytes.length;
  const all = Buffer.allocUnsafe(length);
  let at = 0;
  texts.forEach((text, i) => {
    at += all.write(text, at);
    const bytes = between[i];
    if (bytes === undefined) return;
    all.set(bytes, at);
    at += bytes.length;
  });
  return all;
}
