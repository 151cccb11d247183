import { randomUUID } from 'node:crypto';
import { AisleError, isAisleError } from '../../base/index.js';
import type { Cluster } from '../../engines/cluster/index.js';
import { emptyInstallation, installationSchema, type Installation } from './installation.js';
import type { ClusterNames } from './names.js';
import { expectOwnIndex, lostRegistry, makeIndex } from './registry-index.js';

const ID = 'installation';
/** Others may change the document between our look and our write: each time one of them has made its change. */
const TRIES = 100;
/** Writes without an answer before we say that we do not know; the client has tried each on several nodes. */
const UNANSWERED = 3;
/** Changes that the document remembers by name: more than are made while a process looks again. */
const REMEMBERED = 16;

interface Found {
  readonly state: Installation;
  readonly seqNo: number;
  readonly term: number;
}

interface GetAnswer {
  readonly _seq_no: number;
  readonly _primary_term: number;
  readonly _source: unknown;
}

/**
 * The one document of an installation: read in real time, changed by compare-and-set on its sequence number. Once it
 * was seen its absence is an error: an installation whose memory is gone must not look like a new one.
 */
export class SharedDocument {
  readonly #cluster: Cluster;
  readonly #names: ClusterNames;
  readonly #replicas: number;
  #seen = false;

  constructor(cluster: Cluster, names: ClusterNames, replicas: number) {
    this.#cluster = cluster;
    this.#names = names;
    this.#replicas = replicas;
  }

  /** Undefined while nothing was ever written. */
  async read(): Promise<Installation | undefined> {
    return (await this.#find())?.state;
  }

  /** Changes with every switch alone; empty while nothing was published. */
  async stamp(): Promise<string> {
    const found = await this.#get({ _source_includes: 'id,switches' });
    const { id, switches } = (found?._source ?? {}) as Partial<Installation>;
    return id === undefined || !(Number(switches) > 0) ? '' : `${id} ${switches}`;
  }

  /** Makes the index and the document where there are none. */
  async ensure(): Promise<void> {
    if ((await this.#find()) !== undefined) return;
    await makeIndex(this.#cluster, this.#names, this.#replicas);
    try {
      await this.#cluster.request({
        method: 'PUT',
        path: `/${encodeURIComponent(this.#names.registryWrite)}/_create/${ID}`,
        query: { require_alias: true },
        body: emptyInstallation(randomUUID()),
      });
    } catch (error) {
      // Another process made it at the same time, or our own first try did.
      if (!isAisleError(error) || error.code !== 'conflict') throw error;
    }
    this.#seen = true;
  }

  /**
   * Makes a change, and answers what the document then is. `step` gives what it shall become, undefined when there is
   * nothing to do, and throws when it may not be done; it is asked again when another process was faster.
   * Throws `unavailable` when the cluster does not say whether the change was made.
   */
  async change(step: (state: Installation) => Installation | undefined): Promise<Installation> {
    const name = randomUUID();
    let unanswered: unknown;
    let count = 0;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const found = await this.#find().catch((error: unknown) => {
        throw unanswered === undefined ? error : notKnown(error);
      });
      if (found === undefined) throw lostRegistry(this.#names);
      // A write that was made may still have been answered by an error, or by none.
      if (found.state.changes.includes(name)) return found.state;
      const next = step(found.state);
      if (next === undefined) return found.state;
      const changed = { ...next, changes: [name, ...found.state.changes].slice(0, REMEMBERED) };
      try {
        await this.#put(changed, found);
        return changed;
      } catch (error) {
        if (isGone(error)) throw lostRegistry(this.#names, error);
        if (isAisleError(error) && error.code === 'conflict') continue;
        if (!isUnanswered(error)) throw error;
        // It may still be made at any moment, until the next change of the document, ours or another's, rules it out.
        unanswered = error;
        count += 1;
        if (count === UNANSWERED) throw notKnown(error);
      }
    }
    throw new AisleError('conflict', 'other processes changed the registry all the time; try again');
  }

  async #put(state: Installation, { seqNo, term }: Found): Promise<void> {
    await this.#cluster.request({
      method: 'PUT',
      path: `/${encodeURIComponent(this.#names.registryWrite)}/_doc/${ID}`,
      query: { require_alias: true, if_seq_no: seqNo, if_primary_term: term },
      body: state,
      // A second time it is refused, and we find our change by its name.
      repeatable: true,
    });
  }

  async #find(): Promise<Found | undefined> {
    const found = await this.#get({});
    if (found === undefined) return undefined;
    const parsed = installationSchema.safeParse(found._source);
    if (parsed.success) return { state: parsed.data, seqNo: found._seq_no, term: found._primary_term };
    throw new AisleError(
      'corrupt',
      `the document ${ID} of the index ${this.#names.registry} is not one that this version of Aisle wrote`,
      { cause: parsed.error },
    );
  }

  async #get(query: Readonly<Record<string, string>>): Promise<GetAnswer | undefined> {
    const path = `/${encodeURIComponent(this.#names.registry)}/_doc/${ID}`;
    try {
      const found = await this.#cluster.request<GetAnswer>({ method: 'GET', path, query });
      this.#seen = true;
      return found;
    } catch (error) {
      if (!isGone(error)) throw error;
      if (this.#seen) throw lostRegistry(this.#names, error);
      await expectOwnIndex(this.#cluster, this.#names);
      return undefined;
    }
  }
}

function isGone(error: unknown): boolean {
  return isAisleError(error) && error.code === 'not_found';
}

/** The cluster may have made the change all the same. */
function isUnanswered(error: unknown): boolean {
  return isAisleError(error) && ['unavailable', 'deadline_exceeded', 'internal'].includes(error.code);
}

function notKnown(cause: unknown): AisleError {
  const message =
    'the search cluster went silent in the middle of a change: whether it was made is not known; look at the list of generations when the cluster is back';
  return new AisleError('unavailable', message, { cause });
}
