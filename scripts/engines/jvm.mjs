// Options of the servers' JVMs.

/**
 * @param {{ heap: number, lean: boolean }} options heap in MB; lean: for a server that lives for some tests. It starts in
 * half the time and takes half the memory, and is slower under a load that lasts: not for measurements
 */
export function jvmOptions({ heap, lean }) {
  const size = [`-Xms${heap}m`, `-Xmx${heap}m`];
  if (!lean) return size;
  return [...size, '-XX:TieredStopAtLevel=1', '-XX:-UseG1GC', '-XX:+UseSerialGC', '-XX:-AlwaysPreTouch'];
}
