import { createSession } from 'better-sse';
import { z } from 'zod';
import { jobRequestSchema, type Job } from '../../app/index.js';
import { endpoint, Reply, type Endpoint } from '../endpoint.js';
import { checked, idParameter } from '../input.js';
import { jobSchema } from '../schemas/job.js';

const roles = ['catalogue'] as const;
const one = { description: 'The job.', schema: jobSchema };

export const reindexEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'post',
    path: '/v1/reindex',
    roles,
    summary: 'Have a product file indexed and published. Jobs run one after another.',
    description: 'Live updates that come after the job has started are kept on top of the file.',
    body: checked(jobRequestSchema),
    answers: { 202: one },
    problems: ['unprocessable', 'too_many_requests', 'storage_full'],
    handle: async ({ aisle, body }) => {
      const job = await aisle.jobs.submit(body);
      return new Reply(202, job, { Location: `/v1/reindex/${job.id}` });
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
    description: 'With `?watch` its changes come as server-sent events named `job`, until it is over.',
    params: idParameter,
    query: checked(z.strictObject({ watch: z.enum(['', 'true']).optional() })),
    answers: { 200: one },
    problems: ['not_found'],
    stream: true,
    handle: async ({ aisle, params: { id }, query: { watch }, request, response, signal }) => {
      const job = await aisle.jobs.get(id);
      if (watch === undefined) return job;
      const session = await createSession(request, response);
      await aisle.jobs.watch(
        id,
        (changed: Job) => session.isConnected && session.push(changed, 'job'),
        signal,
      );
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
