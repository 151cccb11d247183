import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isNewerFormat, silentLogger, systemClock } from '../../base/index.js';
import { checkSqliteState } from '../../engines/state/index.js';
import type { Config } from '../config.js';
import { configuredIdentity } from '../embedding.js';
import { openKeys, unfitForStorefront } from '../keys/index.js';
import { engineFinding, writesFinding } from './engines.js';
import { looked, type Finding } from './finding.js';
import { logFinding } from './live-updates.js';
import { generationFinding, type LookedAtGeneration } from './generation.js';
import { dataFinding, nodeFinding } from './machine.js';
import { deviceFinding, filesFinding } from './models.js';

export interface Diagnosis {
  /** Nothing that a shop needs is broken. */
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
}

const RESTORE =
  'restore a backup (`aisle restore`), or move the file away: shoppers, rankings and live updates since the last reindex are then forgotten';
const OTHER_VERSION = 'run the Aisle that wrote it, or a newer one, or restore a backup that this one made';
const KEYS =
  'restore keys.db of a backup, or move it away and make new keys: until the first is made everybody on this machine may do everything';
const REBUILD =
  '`aisle generations rollback`, publish another one of the list, or build anew: `aisle reindex FILE --fresh`';
const NEW_KEY = 'make one with `aisle keys create --role search`, and set server.storefrontKey to it';
const FETCH = '`aisle model fetch`';

/** Looks at everything an installation stands on, by real calls; changes nothing. */
export async function diagnose(config: Config): Promise<Diagnosis> {
  const parts = { log: silentLogger, clock: systemClock };
  const findings: Finding[] = [
    await looked('Node', 'install a newer one', () => nodeFinding(process.versions.node)),
    await looked('data folder', 'make room there, and have it writable for this user', () =>
      dataFinding(config.data),
    ),
    await looked('state', remedyOf(RESTORE), async () => stateFinding(join(config.data, 'state.db'))),
    await looked('keys', remedyOf(KEYS), async () => keysFinding(config)),
  ];
  const { storefrontKey } = config.server;
  if (storefrontKey !== undefined)
    findings.push(
      await looked('key of the storefront', NEW_KEY, async () => storefrontFinding(storefrontKey, config)),
    );
  const wanted = configuredIdentity(config);
  const files = await looked('model files', FETCH, () => filesFinding(wanted, config));
  findings.push(files);
  if (wanted !== undefined && files.state === 'ok') {
    const remedy = 'set embedder.device to one that is there (auto, cpu)';
    findings.push(await looked('embedding', remedy, () => deviceFinding(wanted, config, parts.log)));
  }
  const engine = await looked(
    'search engine',
    'start it, and check elasticsearch.* (address, credentials)',
    () => engineFinding(config, parts),
  );
  findings.push(engine);
  if (engine.state !== 'broken') {
    for (const finding of [writesFinding, logFinding]) {
      const found = await finding(config, parts);
      if (found !== undefined) findings.push(found);
    }
    findings.push(...(await lookAtGeneration(config, parts, wanted)));
  }
  return { healthy: findings.every(({ state }) => state !== 'broken'), findings };
}

async function lookAtGeneration(
  config: Config,
  parts: Parameters<typeof generationFinding>[1],
  wanted: string | undefined,
): Promise<Finding[]> {
  const seen: LookedAtGeneration[] = [];
  const generation = await looked('generation', remedyOf(REBUILD), async () => {
    const { model, ...finding } = await generationFinding(config, parts);
    seen.push({ ...finding, ...(model === undefined ? {} : { model }) });
    return finding;
  });
  const model = seen[0]?.model;
  if (model === undefined || model === wanted) return [generation];
  const own = await looked('model of the generation', `${FETCH} with its --model, or reindex`, () =>
    filesFinding(model, config),
  );
  return [generation, own];
}

function stateFinding(file: string): Omit<Finding, 'part'> {
  const state = checkSqliteState(file);
  if (state === undefined) return { state: 'ok', found: 'nothing is remembered yet' };
  return {
    state: 'ok',
    found: `${state.events.toLocaleString('en-US')} events, format ${state.format}, whole`,
  };
}

/** What to do about a file: another thing where it is whole, and of a later version. */
const remedyOf =
  (usual: string) =>
  (error: unknown): string =>
    isNewerFormat(error) ? OTHER_VERSION : usual;

function keysFinding({ data }: Config): Omit<Finding, 'part'> {
  const file = join(data, 'keys.db');
  const keys = existsSync(file) ? openKeys(file, systemClock) : undefined;
  try {
    const all = keys?.list() ?? [];
    if (all.length === 0) return { state: 'ok', found: 'none: the service listens on the loopback alone' };
    const now = systemClock.now();
    const valid = all.filter(
      ({ expiresAt = Infinity, revokedAt }) => revokedAt === undefined && now < expiresAt,
    );
    return { state: 'ok', found: `${valid.length} valid of ${all.length}` };
  } finally {
    keys?.close();
  }
}

function storefrontFinding(text: string, config: Config): Omit<Finding, 'part'> {
  const file = join(config.data, 'keys.db');
  const keys = existsSync(file) ? openKeys(file, systemClock) : undefined;
  try {
    const unfit = unfitForStorefront(keys ?? { verify: () => undefined }, text);
    return unfit === undefined
      ? { state: 'ok', found: 'valid, for searches alone' }
      : { state: 'broken', found: unfit.why, remedy: NEW_KEY };
  } finally {
    keys?.close();
  }
}
