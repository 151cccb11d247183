import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { entryKey, forget, keep, recall } from './entry.js';

export interface Remote<T> {
  /** While busy, the answer to the question before; undefined where nothing is asked. */
  value: T | undefined;
  error: Error | undefined;
  busy: boolean;
  again: () => void;
}

interface Answered<T> {
  question: string | undefined;
  value?: T | undefined;
  error?: Error;
}

/**
 * Asks the service whenever `question` changes; a question that no longer holds is called off. An entry of the history
 * that is gone back to shows what it was answered before. `question` names all that `ask` depends on.
 */
export function useRemote<T>(
  question: string | undefined,
  ask: (signal: AbortSignal) => Promise<T>,
): Remote<T> {
  const entry = entryKey();
  const [answered, setAnswered] = useState<Answered<T>>({ question: undefined });
  const [tries, setTries] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;

  // Before the paint: what is kept appears with the page, so that its place can be scrolled to.
  useLayoutEffect(() => {
    if (question === undefined) return;
    const kept = recall(entry, question);
    if (kept !== undefined) {
      setAnswered({ question, value: kept as T });
      return;
    }
    const controller = new AbortController();
    latest.current(controller.signal).then(
      (value) => {
        if (controller.signal.aborted) return;
        keep(entry, question, value);
        setAnswered({ question, value });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        setAnswered({ question, error: error instanceof Error ? error : new Error(String(error)) });
      },
    );
    return () => controller.abort();
  }, [question, entry, tries]);

  const busy = question !== undefined && answered.question !== question;
  return {
    value: question === undefined ? undefined : answered.value,
    error: busy ? undefined : answered.error,
    busy,
    again: () => {
      if (question !== undefined) forget(entry, question);
      setAnswered({ question: undefined });
      setTries((count) => count + 1);
    },
  };
}
