import { AisleError, withDeadline, type Logger } from '../../base/index.js';
import { findIdentity, requireModel } from '../../engines/embedder/index.js';
import type { Config } from '../config.js';
import { openModel } from '../embedding.js';
import type { Finding } from './finding.js';

const SENTENCE = 'a warm jacket for the winter';

/** Milliseconds that one sentence may take. */
const PATIENCE = 10_000;

/** The files of a model by its identity, each byte of them. Throws what is wrong with them. */
export async function filesFinding(
  identity: string | undefined,
  { embedder }: Config,
): Promise<Omit<Finding, 'part'>> {
  if (identity === undefined) return { state: 'ok', found: 'none: products are found by words alone' };
  const known = findIdentity(identity);
  if (known === undefined) {
    throw new AisleError('unavailable', `this version of Aisle does not have the model ${identity}`);
  }
  const { folder } = await requireModel(embedder.cache, known.record, known.precision);
  return { state: 'ok', found: `${known.record.id} (${known.precision}) in ${folder}, checksums right` };
}

/** Embeds one sentence where queries would be. Throws why that cannot be. */
export async function deviceFinding(
  identity: string,
  config: Config,
  log: Logger,
): Promise<Omit<Finding, 'part'>> {
  const embedder = await openModel(identity, config, log);
  try {
    const start = performance.now();
    const vector = await withDeadline('the embedding of one sentence', PATIENCE, (signal) =>
      embedder.embedQuery(SENTENCE, { signal }),
    );
    const ms = (performance.now() - start).toFixed(1);
    const length = Math.hypot(...vector);
    if (!(Math.abs(length - 1) < 0.01)) {
      throw new AisleError('internal', `${embedder.device} embeds wrongly: a vector of length ${length}`);
    }
    return {
      state: 'ok',
      found: `${embedder.device}: one sentence in ${ms} ms, ${embedder.dimensions} dimensions`,
    };
  } finally {
    await embedder.close();
  }
}
