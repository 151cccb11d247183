/** Segments that something in this process still holds, or that were not collected yet, by checksum. Never written. */
const memories = new Map<string, WeakRef<SharedArrayBuffer>>();

/** The memory of a segment with this checksum and size, if this process has it. */
export function inMemory(checksum: string, size: number): SharedArrayBuffer | undefined {
  for (const [key, memory] of memories) if (memory.deref() === undefined) memories.delete(key);
  const known = memories.get(checksum)?.deref();
  return known?.byteLength === size ? known : undefined;
}

/** Remembers the memory of a checked segment, without holding it. */
export function keepInMemory(checksum: string, memory: SharedArrayBuffer): void {
  memories.set(checksum, new WeakRef(memory));
}
