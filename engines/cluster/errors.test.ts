import { describe, expect, test } from '@jest/globals';
import { outcomeError } from './errors.js';
import { failureOf, isTransportFailure, mayTryAgain, problemOf, type Answer } from './outcome.js';

const call = {
  method: 'POST',
  path: '/products/_search',
  body: { query: { match: { title: 'shoes' } } },
} as const;

function answer(status: number, body: unknown = ''): Answer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const problem = problemOf(text);
  return { kind: 'answer', status, text, ...(problem === undefined ? {} : { problem }) };
}

const error = (type: string, reason: string) => ({
  error: { root_cause: [{ type, reason }], type: 'outer', reason: 'all shards failed' },
});

const full = error(
  'cluster_block_exception',
  'index [products] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];',
);

describe('what an answer throws', () => {
  test.each([
    [
      400,
      error('parsing_exception', 'unknown query [mach]'),
      'unprocessable',
      /parsing_exception: unknown query \[mach\]$/,
    ],
    [400, { error: 'no handler found for uri' }, 'unprocessable', /no handler found for uri/],
    [401, error('security_exception', 'unable to authenticate user [bob]'), 'bad_config', /^((?!bob).)*$/],
    [403, error('security_exception', 'unauthorized for API key id [k1]'), 'bad_config', /^((?!k1).)*$/],
    [403, '<html>', 'bad_config', /credentials/],
    [404, error('index_not_found_exception', 'no such index [products]'), 'not_found', /no such index/],
    [409, error('version_conflict_engine_exception', 'version conflict'), 'conflict', /version conflict/],
    [413, '', 'internal', /413/],
    [429, error('es_rejected_execution_exception', 'queue is full'), 'unavailable', /queue is full/],
    [429, full, 'storage_full', /flood-stage/],
    [
      403,
      error('cluster_block_exception', 'blocked by: [FORBIDDEN/10/cluster create-index blocked (api)]'),
      'storage_full',
      /create-index/,
    ],
    [
      403,
      error('cluster_block_exception', 'blocked by: [FORBIDDEN/8/index write (api)]'),
      'bad_config',
      /index write/,
    ],
    [503, '<html>proxy</html>', 'unavailable', /^((?!html).)*$/],
    [302, '', 'internal', /302/],
  ])('%d', (status, body, code, message) => {
    const thrown = outcomeError(call, answer(status, body));
    expect(thrown.code).toBe(code);
    expect(thrown.message).toMatch(message);
  });

  test('a long reason is cut, a query is not repeated, nor the id of a document', () => {
    const thrown = outcomeError(
      { ...call, path: '/people/_doc/bob' },
      answer(400, error('x', `Cannot parse 'shoes': ${'é '.repeat(1_000)}`)),
    );
    expect(thrown.message.length).toBeLessThan(600);
    expect(thrown.message).toContain("Cannot parse '…'");
    expect(thrown.message).not.toMatch(/shoes|bob/);
  });
});

describe('what many documents throw', () => {
  /** Notes that it was looked into. */
  const bulk = () => {
    const document = {
      read: 0,
      get title() {
        document.read += 1;
        return 'Secret lamp';
      },
    };
    return { document, call: { method: 'POST', path: '/products/_bulk', lines: [document] } as const };
  };
  const busy = error('es_rejected_execution_exception', "no room for 'Secret lamp'");

  test.each([429, 502, 503, 504])(
    '%d, of which there may be many: the type alone, and no document is looked into',
    (status) => {
      const { document, call } = bulk();
      const { message } = outcomeError(call, answer(status, busy));
      expect(message).toBe(
        `the search cluster answered ${status} to POST /products/_bulk: es_rejected_execution_exception`,
      );
      expect(document.read).toBe(0);
      expect(outcomeError(call, answer(status, { error: 'Secret lamp' })).message).not.toMatch(/Secret|: $/);
    },
  );

  test.each<[number, object]>([
    [400, error('parsing_exception', "no field in 'Secret lamp'")],
    [429, full],
  ])('%d, which ends it: the reason too', (status, body) => {
    const { document, call } = bulk();
    const { message } = outcomeError(call, answer(status, body));
    expect(message).toMatch(/no field in '…'|flood-stage/);
    expect(message).not.toContain('Secret');
    expect(document.read).toBe(1);
  });
});

describe('what may be tried again', () => {
  test.each([
    [answer(429), true, false],
    [answer(429, full), false, false],
    [answer(503, error('no_shard_available_action_exception', '')), true, false],
    [answer(503), true, true],
    [answer(502), true, true],
    [answer(504), true, true],
    [answer(500), false, false],
    [answer(400), false, false],
    [{ kind: 'lost', node: 'n', reason: '' } as const, true, true],
    [{ kind: 'untrusted', node: 'n', reason: '' } as const, false, false],
  ])('%j', (outcome, again, failure) => {
    expect(mayTryAgain(outcome, true)).toBe(again);
    expect(mayTryAgain(outcome, false)).toBe(false);
    expect(isTransportFailure(outcome)).toBe(failure);
  });

  test('what was never sent may be sent elsewhere, whatever it is', () => {
    expect(mayTryAgain({ kind: 'unsent', node: 'n', reason: '' }, false)).toBe(true);
  });
});

describe('what an error of the connection means', () => {
  const system = (code: string, syscall: string) => Object.assign(new Error(code), { code, syscall });
  test.each([
    [system('ECONNREFUSED', 'connect'), 'unsent'],
    [system('ENOTFOUND', 'getaddrinfo'), 'unsent'],
    [
      Object.assign(new AggregateError([system('ECONNREFUSED', 'connect')], ''), { code: 'ECONNREFUSED' }),
      'unsent',
    ],
    [Object.assign(new Error('x'), { code: 'UND_ERR_CONNECT_TIMEOUT' }), 'unsent'],
    // The call may have arrived.
    [system('ECONNRESET', 'read'), 'lost'],
    [Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }), 'lost'],
    [new Error('anything'), 'lost'],
    ...[
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_HAS_EXPIRED',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'HOSTNAME_MISMATCH',
      'EPROTO',
      'ERR_SSL_WRONG_VERSION_NUMBER',
    ].map((code) => [Object.assign(new Error('x'), { code }), 'untrusted'] as const),
  ])('%s', (thrown, kind) => {
    expect(failureOf('node:9200', thrown)).toMatchObject({ kind, node: 'node:9200' });
  });
});
