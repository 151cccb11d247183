import { endpoint, type Endpoint } from '../endpoint.js';

export const metricsEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/metrics',
    roles: ['ops'],
    summary: 'The numbers of this process, for Prometheus.',
    // It is wanted most when the service is busy: it waits for no place.
    stream: true,
    answers: { 200: { description: 'Text format of Prometheus.', type: 'text/plain' } },
    handle: async ({ aisle: { metrics }, response }) =>
      void response.type(metrics.contentType).send(await metrics.text()),
  }),
];
