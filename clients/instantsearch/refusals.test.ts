import { describe, expect, test } from '@jest/globals';
import { request, service } from '../../test/fixtures/search-service.js';
import { AisleClientError, aisleSearchClient } from './index.js';

describe('what cannot be done is refused before anything is asked', () => {
  test('every mistake by its name', async () => {
    const { sent, fetch } = service();
    const params = {
      aroundLatLng: '1,2',
      tagFilters: ['a'],
      hitsPerPage: 200,
      facets: ['*'],
      filters: 'brand',
      numericFilters: ['price>cheap'],
    };
    const refused = await aisleSearchClient({ fetch })
      .search([request(params)])
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AisleClientError);
    const { status, errors } = refused as AisleClientError;
    expect(status).toBe(400);
    expect(errors.map(({ path }) => path).sort()).toEqual(Object.keys(params).sort());
    expect(sent).toEqual([]);
  });

  test('a refusal of the service, an answer that is none, and silence', async () => {
    const problem = {
      code: 'bad_request',
      detail: 'no such facet',
      errors: [{ path: 'facets.0', message: 'm' }],
    };
    const answers: [() => Response, object][] = [
      [
        () => Response.json(problem, { status: 400 }),
        { message: 'no such facet', status: 400, code: 'bad_request', errors: problem.errors },
      ],
      [() => new Response('<html>', { status: 502 }), { status: 502 }],
      [
        () => {
          throw new TypeError('failed');
        },
        { status: 0, message: expect.stringContaining('cannot be reached') },
      ],
      [
        () => {
          throw new DOMException('late', 'TimeoutError');
        },
        { status: 0, message: 'no answer within 50 ms' },
      ],
    ];
    for (const [answer, expected] of answers) {
      const client = aisleSearchClient({ ...service(answer), timeout: 50 });
      await expect(client.search([request()])).rejects.toMatchObject(expected);
    }
  });
});
