import { AisleError, type ErrorCode } from '../../base/index.js';
import type { ClusterCall } from './cluster.js';
import { isFull, mayTryAgain, type Answer, type Outcome, type Problem } from './outcome.js';
import { withoutValues } from './redact.js';

/** Characters of a server's reason at most: enough for the sentence, not for a dump. */
const REASON = 400;

/** What a failed call throws: see {@link Cluster} for the codes. */
export function outcomeError(call: ClusterCall, outcome: Outcome): AisleError {
  switch (outcome.kind) {
    case 'answer':
      return answerError(call, outcome);
    case 'untrusted':
      return new AisleError(
        'bad_config',
        `the TLS connection to ${outcome.node} cannot be trusted: ${outcome.reason} ` +
          '(elasticsearch.ca names the authority that signed its certificate)',
      );
    case 'too-large':
      return new AisleError('internal', `${endpoint(call)}: ${outcome.reason}`);
    case 'lost':
    case 'unsent':
      return new AisleError(
        'unavailable',
        `the search cluster does not answer: ${outcome.node}: ${outcome.reason}`,
      );
  }
}

function answerError(call: ClusterCall, answer: Answer): AisleError {
  const { status, problem } = answer;
  const what = `the search cluster answered ${status} to ${endpoint(call)}`;
  if (isFull(problem)) return new AisleError('storage_full', what + said(call, answer));
  if (status === 401)
    return new AisleError(
      'bad_config',
      `the search cluster refuses the credentials (401 to ${endpoint(call)})`,
    );
  // The reason would name the user and the key.
  if (status === 403 && (problem === undefined || problem.type === 'security_exception'))
    return new AisleError('bad_config', `the credentials do not allow ${endpoint(call)} (403)`);
  return new AisleError(CODES[status] ?? 'internal', what + said(call, answer));
}

function said(call: ClusterCall, answer: Answer): string {
  const { problem } = answer;
  if (problem === undefined) return '';
  // A server that is busy answers so to try after try, each with megabytes of documents: to look for them in its reason
  // would hold up everything else here. Its type says enough, and quotes nothing.
  const text =
    call.lines !== undefined && mayTryAgain(answer, true)
      ? problem.type
      : explain(problem, call.body ?? call.lines);
  return text === '' ? '' : `: ${text}`;
}

/** `type: reason` in one line, without what was sent. */
export function explain({ type, reason }: Problem, sent: unknown): string {
  const words = withoutValues(reason, sent).replace(/\s+/g, ' ');
  const short = words.length > REASON ? `${words.slice(0, REASON)}…` : words;
  return [type, short].filter((part) => part !== '').join(': ');
}

/**
 * What one item of a bulk throws that was refused. Of the server's reason only a block is told: no other one is certain
 * not to quote what was sent.
 */
export function itemError(what: string, status: number, problem: Problem): AisleError {
  const said = problem.type === 'cluster_block_exception' ? explain(problem, undefined) : problem.type;
  const message = `the search cluster answered ${status} to a write of ${what}: ${said}`;
  return new AisleError(isFull(problem) ? 'storage_full' : (CODES[status] ?? 'internal'), message);
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'unprocessable',
  403: 'bad_config',
  404: 'not_found',
  409: 'conflict',
  429: 'unavailable',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** `POST /products/_search`; a document's id is left out, it may be a person's. */
export function endpoint(call: ClusterCall): string {
  return `${call.method} ${call.path.replace(/(\/_(?:doc|create|update|source)\/).+$/, '$1…')}`;
}
