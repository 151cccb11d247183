import { Breath } from '../../../base/index.js';

/** Texts side by side in memory that threads share: handing them to a thread copies nothing. */
export interface Packed {
  /** UTF-8. */
  readonly bytes: Uint8Array;
  /** Where each begins, and where the last one ends. */
  readonly starts: Uint32Array;
}

/** Packs texts, breathing between them. */
export async function pack(texts: readonly string[]): Promise<Packed> {
  const breath = new Breath();
  const starts = new Uint32Array(new SharedArrayBuffer((texts.length + 1) * 4));
  for (let i = 0; i < texts.length; i++) {
    starts[i + 1] = (starts[i] as number) + Buffer.byteLength(texts[i] as string);
    await breath.draw();
  }
  const bytes = new Uint8Array(new SharedArrayBuffer(starts[texts.length]));
  const buffer = Buffer.from(bytes.buffer);
  for (let i = 0; i < texts.length; i++) {
    buffer.write(texts[i] as string, starts[i] as number);
    await breath.draw();
  }
  return { bytes, starts };
}

export function textAt({ bytes, starts }: Packed, number: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    'utf8',
    starts[number],
    starts[number + 1],
  );
}
