import { AisleError, isAisleError, silentLogger, systemClock, type CallOptions } from '../../base/index.js';
import type { BreakerLimits } from './breaker.js';
import { ANALYSIS_PROBE, productOf } from './capabilities.js';
import type { Capabilities, Cluster, ClusterCall, ClusterOptions } from './cluster.js';
import { endpoint } from './errors.js';
import { Requester, type RequesterPorts } from './requester.js';

const BREAKER: BreakerLimits = { failures: 5, rest: 5_000 };

/**
 * Connects to a cluster and finds out what it can do. Throws like {@link Cluster.request}; `bad_config` also for an
 * address, a cloud id or a CA file that is none.
 */
export async function openCluster(
  options: ClusterOptions,
  ports: Partial<RequesterPorts> = {},
): Promise<Cluster> {
  // The library takes a quarter of a second to load: installations without a cluster need not wait for it.
  const { Nodes } = await import('./nodes.js');
  const nodes = new Nodes(options);
  const requester = new Requester(nodes, options.deadline, BREAKER, {
    clock: ports.clock ?? systemClock,
    logger: ports.logger ?? silentLogger,
    random: ports.random ?? Math.random,
    onFailure: ports.onFailure ?? (() => undefined),
  });
  const request = async <T>(call: ClusterCall, callOptions?: CallOptions): Promise<T> => {
    const { text } = await requester.answer(call, callOptions);
    // A HEAD has no body: that it does not throw is its answer.
    if (text === '') return undefined as T;
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new AisleError('internal', `the search cluster's answer to ${endpoint(call)} is not JSON`);
    }
  };
  try {
    return { capabilities: await capabilities(request), request, close: () => nodes.close() };
  } catch (error) {
    await nodes.close();
    throw error;
  }
}

async function capabilities(request: Cluster['request']): Promise<Capabilities> {
  const product = productOf(await greeting(request));
  return { ...product, analysis: await hasAnalysis(request) };
}

/** What the server says about itself; undefined: nothing that we understand. */
async function greeting(request: Cluster['request']): Promise<unknown> {
  try {
    return await request({ method: 'GET', path: '/' });
  } catch (error) {
    const understood =
      isAisleError(error) && !['internal', 'not_found', 'unprocessable'].includes(error.code);
    if (understood) throw error;
    return undefined;
  }
}

async function hasAnalysis(request: Cluster['request']): Promise<boolean> {
  try {
    await request(ANALYSIS_PROBE);
    return true;
  } catch (error) {
    if (!isAisleError(error)) throw error;
    if (error.code === 'unprocessable') return false;
    // Credentials for our indices alone may not ask. Only stripped builds, which have no credentials, lack the modules.
    if (error.code === 'bad_config') return true;
    throw error;
  }
}
