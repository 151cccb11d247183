/** What is read once, whoever asks; after a failure it is tried again by who asks next. */
export function readOnce<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    if (reading !== undefined) return reading;
    const started = read();
    reading = started;
    started.catch(() => (reading = undefined));
    return started;
  };
}
