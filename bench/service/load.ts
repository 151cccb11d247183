import { quantile } from '../../evaluation/index.js';
import { atMost, type BenchReport, type Figure } from '../report.js';
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
/** Milliseconds after which whoever asked should know, be it by a refusal. */
const HEARD = 1_000;

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
  const searchOver =
    (client: Client): Send =>
    () => {
      const i = asked++;
      return client.send('POST', '/v1/search', searchBody(shop, queries[i % queries.length] ?? '', i));
    };
  const search = searchOver(client);
  await closedLoop(clients, Math.min(WARM_UP, seconds), search);
  const together = await underUse(served, () => closedLoop(clients, seconds, search));
  const perSecond = answered(together.shots).length / together.seconds;
  const many = `${shop.name}: ${clients} clients`;

  const rate = Math.max(1, OVERLOAD * perSecond);
  const over = await overFigures(shop, served, { client, searchOver, rate, seconds, perSecond });
  const after = await underUse(served, () => closedLoop(clients, seconds, search));
  return [
    { subject: shop.name, figure: 'start until ready', value: served.readyMs, unit: 'ms' },
    { subject: many, figure: 'answered', value: perSecond, unit: 'searches/s' },
    ...timeFigures(many, 'a search', answered(together.shots)),
    ...used(many, together),
    ...over,
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

interface Overload {
  /** Whose connections are kept. */
  readonly client: Client;
  readonly searchOver: (client: Client) => Send;
  readonly rate: number;
  readonly seconds: number;
  /** What can be answered. */
  readonly perSecond: number;
}

/**
 * More than can be answered, by clients that keep their connections (a shop's own server, a proxy) and by those that open
 * one for each request: what waits to be accepted cannot be refused.
 */
async function overFigures(
  shop: BenchShop,
  served: Served,
  { client, searchOver, rate, seconds, perSecond }: Overload,
): Promise<Figure[]> {
  const fresh = createClient(served.url, false);
  try {
    const figures: Figure[] = [];
    for (const [name, over] of [
      ['kept connections', client],
      ['a connection each', fresh],
    ] as const) {
      const part = await underUse(served, () => openLoop(rate, seconds, searchOver(over)));
      const subject = `${shop.name}: ${OVERLOAD} × that rate, ${name}`;
      const { shots } = part;
      const heard = shots.filter(({ status }) => status !== 0).map(({ ms }) => ms);
      const goodput = answered(shots).length / part.seconds;
      figures.push(
        { subject, figure: 'asked', value: rate, unit: 'searches/s' },
        { subject, figure: 'answered', value: goodput, unit: 'searches/s' },
        { subject, figure: 'answered, share of what can be', value: (100 * goodput) / perSecond, unit: '%' },
        ...timeFigures(subject, 'what is answered', answered(shots)),
        {
          subject,
          figure: 'answered or refused, p99',
          value: quantile(heard, 0.99),
          unit: 'ms',
          target: atMost(HEARD),
        },
        {
          subject,
          figure: 'sent late by the client, p99',
          value: quantile(
            shots.map(({ late }) => late),
            0.99,
          ),
          unit: 'ms',
        },
        ...used(subject, part),
      );
    }
    return figures;
  } finally {
    fresh.close();
  }
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
