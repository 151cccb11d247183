import { z } from 'zod';
import { AisleError } from '../base/index.js';
import { rankingName } from '../reranker/index.js';
import type { EditOptions, VersionSummary } from '../rankings/index.js';
import { Reply, type Context } from './endpoint.js';
import { flagParameter } from './input.js';

/** Parameters of whatever makes a new version. */
export const editParameters = {
  promote: flagParameter().exactOptional().describe('Live at once; else it is a draft.'),
  note: z.string().max(1_000).exactOptional().describe('Why, for the history.'),
};

/** The ranking that a request is about. */
export const rankingParameter = rankingName
  .default('default')
  .describe('The ranking; `default` where none is named.');

/** What a request says of the version that it makes. Throws `bad_request` for an If-Match that names no version. */
export function editOptions(
  query: { readonly promote?: boolean; readonly note?: string },
  { request }: Pick<Context<unknown, unknown, unknown>, 'request'>,
): EditOptions {
  const given = request.get('if-match');
  const { promote, note } = query;
  if (given === undefined || given === '*') return { promote, note };
  const [, digits] = /^"([1-9]\d{0,8})"$/.exec(given) ?? [];
  if (digits !== undefined) return { promote, note, base: Number(digits) };
  const message = 'expected the ETag of an earlier answer: a version in quotation marks';
  throw new AisleError('bad_request', `If-Match: ${message}`, { errors: [{ path: 'If-Match', message }] });
}

/** An answer under the newest version of its ranking: what If-Match of a later change is held against. */
export function tagged(newest: number, body: unknown): Reply {
  return new Reply(200, body, { ETag: `"${newest}"` });
}

export const made = (version: VersionSummary): Reply => tagged(version.version, version);
