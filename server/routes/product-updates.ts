import { Router, type Request } from 'express';
import type { Aisle } from '../../app/index.js';
import { AisleError } from '../../base/index.js';
import type { UpdateReport } from '../../indexer/index.js';

/**
 * `PUT`, `PATCH` and `DELETE /v1/products`: one change or a batch; answers per item once they are durable, with
 * `?wait=visible` once searches see them. A single item that is rejected is a problem of its own.
 */
export function productUpdateRoutes(aisle: Aisle): Router {
  const router = Router();
  router.put('/v1/products', async (request, response) => {
    const { items, single } = itemsOf(request.body);
    response.json(expectAccepted(await aisle.updates.put(items, optionsOf(request)), single));
  });
  router.patch('/v1/products', async (request, response) => {
    const { items, single } = itemsOf(request.body);
    response.json(expectAccepted(await aisle.updates.patch(items, optionsOf(request)), single));
  });
  router.delete('/v1/products', async (request, response) => {
    response.json(await aisle.updates.delete(idsOf(request.body), optionsOf(request)));
  });
  router.delete('/v1/products/:id', async (request, response) => {
    const report = await aisle.updates.delete([request.params.id], optionsOf(request));
    response.json(expectAccepted(report, true));
  });
  return router;
}

function itemsOf(body: unknown): { readonly items: readonly unknown[]; readonly single: boolean } {
  if (Array.isArray(body)) return { items: body as readonly unknown[], single: false };
  if (typeof body === 'object' && body !== null) return { items: [body], single: true };
  throw badRequest('', 'expected a product or a list of products');
}

function idsOf(body: unknown): readonly unknown[] {
  const ids = (body as { readonly ids?: unknown } | null | undefined)?.ids;
  if (Array.isArray(ids)) return ids as readonly unknown[];
  throw badRequest('ids', 'expected a list of ids');
}

function optionsOf({ query }: Request): { readonly untilVisible: boolean } {
  const { wait } = query;
  if (wait === undefined) return { untilVisible: false };
  if (wait === 'visible') return { untilVisible: true };
  throw badRequest('wait', 'expected "visible"');
}

function expectAccepted(report: UpdateReport, single: boolean): UpdateReport {
  const [item] = report.items;
  if (!single || item?.status !== 'rejected') return report;
  const { code, errors } = item;
  const named = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  throw new AisleError(code, named.join('; '), { errors });
}

function badRequest(path: string, message: string): AisleError {
  return new AisleError('bad_request', path === '' ? message : `${path}: ${message}`, {
    errors: [{ path, message }],
  });
}
