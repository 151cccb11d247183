import { quantile } from '../../evaluation/index.js';
import type { BenchReport, Figure } from '../report.js';
import { withWorkspace } from '../workspace.js';
import { createClient, type Client } from './client.js';
import { eventFigures } from './event-load.js';
import { closedLoop, openLoop, type Send, type Shot } from './pace.js';
import { searchBody } from './search-body.js';
import { withServer, type Served } from './serve.js';
import { prepareShops, type BenchShop, type ServiceOptions } from './shop.js';
import { answered, timeFigures, troubleFigures } from './timing.js';
import { updateFigures } from './update-load.js';

export interface LoadOptions extends ServiceOptions {
  /** Clients that search at once. */
  readonly clients: number;
  /** Seconds of each part. */
  readonly seconds: number;
}

/** Seconds of the first searches, which run unoptimised code. */
const WARM_UP = 3;
/** Times the sustainable rate. */
const OVERLOAD = 4;

/** A server under load: many clients, too many, and while the catalogue changes and events come. */
export async function benchLoad(options: LoadOptions): Promise<BenchReport> {
  const figures: Figure[] = [];
  await withWorkspace(options.work, async (work) => {
    for (const shop of await prepareShops(options, work))
      await withServer(shop.config, async (served) => {
        const client = createClient(served.url);
        try {
          figures.push(...(await loadFigures(shop, served, client, options)));
        } finally {
          client.close();
        }
      });
  });
  return {
    bench: 'load',
    figures,
    notes: [
      `${options.seconds} s each; distinct queries, personal, three facets; the clients run in one process beside the server's, on the same cores`,
      'at a fixed rate a request is timed from the moment it was due (coordinated omission)',
    ],
  };
}

async function loadFigures(
  shop: BenchShop,
  served: Served,
  client: Client,
  { clients, seconds }: LoadOptions,
): Promise<Figure[]> {
  const queries = [...shop.queries, ...shop.titleQueries];
  let asked = 0;
  // Over all parts, so that none is asked again before all were.
  const search: Send = () => {
    const i = asked++;
    return client.send('POST', '/v1/search', searchBody(shop, queries[i % queries.length] ?? '', i));
  };
  await closedLoop(clients, Math.min(WARM_UP, seconds), search);
  const together = await underUse(served, () => closedLoop(clients, seconds, search));
  const perSecond = answered(together.shots).length / together.seconds;
  const many = `${shop.name}: ${clients} clients`;

  const rate = Math.max(1, OVERLOAD * perSecond);
  const tooMany = await underUse(served, () => openLoop(rate, seconds, search));
  const over = `${shop.name}: ${OVERLOAD} × that rate`;
  const after = await underUse(served, () => closedLoop(clients, seconds, search));
  return [
    { subject: shop.name, figure: 'start until ready', value: served.readyMs, unit: 'ms' },
    { subject: many, figure: 'answered', value: perSecond, unit: 'searches/s' },
    ...timeFigures(many, 'a search', answered(together.shots)),
    ...used(many, together),
    { subject: over, figure: 'asked', value: rate, unit: 'searches/s' },
    {
      subject: over,
      figure: 'answered',
      value: answered(tooMany.shots).length / tooMany.seconds,
      unit: 'searches/s',
    },
    ...timeFigures(over, 'what is answered', answered(tooMany.shots)),
    {
      subject: over,
      figure: 'sent late by the client, p99',
      value: quantile(
        tooMany.shots.map(({ late }) => late),
        0.99,
      ),
      unit: 'ms',
    },
    ...used(over, tooMany),
    {
      subject: `${shop.name}: ${clients} clients again`,
      figure: 'answered, share of before',
      value: (100 * answered(after.shots).length) / after.seconds / perSecond,
      unit: '%',
    },
    ...troubleFigures(`${shop.name}: ${clients} clients again`, 'searches', after.shots),
    ...(await updateFigures({ shop, client, seconds, search })),
    ...(await eventFigures({ shop, client, seconds })),
    { subject: shop.name, figure: 'kept connections that were closed, sent again', value: client.reopened() },
    {
      subject: shop.name,
      figure: 'resident memory at the end',
      value: (await served.usage()).rssBytes / 2 ** 20,
      unit: 'MB',
    },
  ];
}

async function underUse(served: Served, run: () => Promise<Shot[]>) {
  const before = await served.usage();
  const start = performance.now();
  const shots = await run();
  const seconds = (performance.now() - start) / 1_000;
  const usage = await served.usage();
  return { shots, seconds, loopP99: usage.loopP99, cores: (usage.cpuSeconds - before.cpuSeconds) / seconds };
}

function used(
  subject: string,
  part: { readonly shots: readonly Shot[]; readonly loopP99: number; readonly cores: number },
): Figure[] {
  return [
    ...troubleFigures(subject, 'searches', part.shots),
    { subject, figure: 'event loop delay, p99', value: part.loopP99, unit: 'ms' },
    { subject, figure: 'processor of the server', value: part.cores, unit: 'cores' },
  ];
}
