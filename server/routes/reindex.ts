import { createSession } from 'better-sse';
import { z } from 'zod';
import { jobRequestSchema, tooLarge, type Job } from '../../app/index.js';
import { endpoint, Reply, type Endpoint } from '../endpoint.js';
import { checked, flagParameter, idParameter } from '../input.js';
import { newestOnly } from '../newest-only.js';
import { jobSchema } from '../schemas/job.js';

const roles = ['catalogue'] as const;
const one = { description: 'The job.', schema: jobSchema };

const uploadParameters = {
  map: z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'expected JSON' });
        return z.NEVER;
      }
    })
    .exactOptional()
    .describe('Which source field becomes which of a product, as JSON.'),
  publish: flagParameter().exactOptional().describe('Publish when verified; so it is when left out.'),
  fresh: flagParameter().exactOptional().describe('Forget an unfinished build of the same file.'),
  force: flagParameter().exactOptional().describe('Publish though the verification found something.'),
};

export const reindexEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'post',
    path: '/v1/reindex',
    roles,
    summary: 'Have a product file indexed and published. Jobs run one after another.',
    description: 'Live updates that come after the job has started are kept on top of the file.',
    body: checked(jobRequestSchema),
    answers: { 202: one },
    problems: ['unprocessable', 'conflict', 'too_many_requests', 'storage_full'],
    handle: async ({ aisle, body }) => {
      const job = await aisle.jobs.submit(body);
      return new Reply(202, job, { Location: `/v1/reindex/${job.id}` });
    },
  }),
  endpoint({
    method: 'post',
    path: '/v1/reindex/upload',
    roles,
    summary: 'Send a product file, and have it indexed and published.',
    description:
      'The body is the file, packed with gzip or not, as `aisle reindex` reads it: the type of its rows is told from its content. It is kept in `catalogue.folder` until its job is over.',
    upload: [
      'application/x-ndjson',
      'application/jsonl',
      'text/csv',
      'text/tab-separated-values',
      'application/gzip',
      'application/octet-stream',
    ],
    query: checked(z.strictObject(uploadParameters)),
    answers: { 202: one },
    problems: ['unprocessable', 'conflict', 'too_many_requests', 'storage_full'],
    // Read as it comes: neither the deadline of an answer nor a place is for it.
    stream: true,
    handle: async ({ aisle, query: { map, publish = true, fresh = false, force = false }, ...context }) => {
      const { request, response, signal } = context;
      try {
        const { uploadLimit } = aisle.config.catalogue;
        if (Number(request.headers['content-length'] ?? 0) > uploadLimit) throw tooLarge(uploadLimit);
        const how = { publish, fresh, force, ...(map === undefined ? {} : { map }) };
        // What is refused in the middle is answered before its connection is closed.
        const content = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
        const job = await aisle.jobs.upload(content, how, signal);
        return new Reply(202, job, { Location: `/v1/reindex/${job.id}` });
      } catch (error) {
        response.setHeader('Connection', 'close');
        throw error;
      }
    },
  }),
  endpoint({
    method: 'get',
    path: '/v1/reindex',
    roles,
    summary: 'The jobs, newest first.',
    answers: {
      200: { description: 'The jobs.', schema: z.strictObject({ jobs: z.array(jobSchema) }) },
    },
    handle: async ({ aisle }) => ({ jobs: await aisle.jobs.list() }),
  }),
  endpoint({
    method: 'get',
    path: '/v1/reindex/:id',
    roles,
    summary: 'A job and how far it is.',
    description:
      'With `?watch` its changes come as server-sent events named `job`, until it is over; who reads slowly gets the newest alone.',
    params: idParameter,
    query: checked(z.strictObject({ watch: z.enum(['', 'true']).optional() })),
    answers: { 200: one },
    problems: ['not_found'],
    stream: true,
    handle: async ({ aisle, params: { id }, query: { watch }, request, response, signal }) => {
      const job = await aisle.jobs.get(id);
      if (watch === undefined) return job;
      const session = await createSession(request, response);
      const changes = newestOnly<Job>(response, (job) => {
        if (session.isConnected) session.push(job, 'job');
      });
      await aisle.jobs.watch(id, changes.send, signal);
      changes.flush();
      response.end();
      return undefined;
    },
  }),
  endpoint({
    method: 'delete',
    path: '/v1/reindex/:id',
    roles,
    summary: 'Cancel a job. What is live stays; the same job, asked for again, goes on where this one was.',
    params: idParameter,
    answers: { 200: one },
    problems: ['not_found', 'conflict'],
    handle: ({ aisle, params: { id } }) => aisle.jobs.cancel(id),
  }),
];
