import { withDeadline } from '../../base/index.js';

/** What one look found. `note`: works, but is worth knowing; `broken`: a shop needs it and it does not work. */
export interface Finding {
  /** What was looked at. */
  readonly part: string;
  readonly state: 'ok' | 'note' | 'broken';
  /** For a person, one line. */
  readonly found: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** Milliseconds that a look may take: a model is loaded, a segment of millions hashed. */
const PATIENCE = 60_000;

/** What a look finds; that it fails is a finding too. `remedy`: of that failure. */
export async function looked(
  part: string,
  remedy: string | ((error: unknown) => string),
  look: () => Promise<Omit<Finding, 'part'>>,
): Promise<Finding> {
  try {
    return { part, ...(await withDeadline(part, PATIENCE, look)) };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { part, state: 'broken', found, remedy: typeof remedy === 'string' ? remedy : remedy(error) };
  }
}
