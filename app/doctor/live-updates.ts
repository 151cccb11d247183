import { isAisleError, type Clock, type Logger } from '../../base/index.js';
import type { Config } from '../config.js';
import { openEngines } from '../engines.js';
import { looked, type Finding } from './finding.js';

const RESTORE =
  'restore the indices of this installation from one snapshot, or delete them all and build anew (`aisle reindex FILE`)';
const WAIT =
  'see that the cluster and its index of live updates are healthy, then look again; delete nothing';

/** The log of live updates, read to its end; undefined where it is a part of the state on this machine. */
export async function logFinding(
  config: Config,
  parts: { readonly log: Logger; readonly clock: Clock },
): Promise<Finding | undefined> {
  if (config.lexical.engine === 'embedded' || config.elasticsearch.index !== undefined) return undefined;
  // What cannot be read now may be whole.
  const remedy = (error: unknown) => (isAisleError(error) && error.code === 'corrupt' ? RESTORE : WAIT);
  return looked('live updates', remedy, async () => {
    const built = await openEngines(config, parts);
    const { ops } = built;
    try {
      const [last = 0, kept = 0] = [await ops?.last(), await ops?.count()];
      const found =
        last === 0 ? 'none came yet' : `${kept.toLocaleString('en-US')} kept, the newest is number ${last}`;
      return { state: 'ok', found };
    } finally {
      await built.close();
    }
  });
}
