import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { REQUEST_SECONDS } from './buckets.js';

/** What the HTTP server tells of its requests. Labels are of the table of endpoints, never what a client sent. */
export interface HttpMetrics {
  /** `route`: the template, or `other`. */
  readonly answered: (request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }) => void;
  /** Refused because the service is busy. */
  readonly shed: (priority: string) => void;
  /** A connection closed unheard, since too many were open. */
  readonly dropped: () => void;
  readonly rateLimited: (by: 'key' | 'address') => void;
  /** Requests that are worked on now, and that wait for it. */
  readonly admission: (place: { readonly inside: number; readonly waiting: number }) => void;
}

/** Any other is counted as one: a client may send what it likes. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export function httpMetrics(registry: Registry): HttpMetrics {
  const registers = [registry];
  const duration = new Histogram({
    name: 'aisle_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer, by route and class of status',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const shed = new Counter({
    name: 'aisle_http_requests_shed_total',
    help: 'Requests refused because the service was busy',
    labelNames: ['priority'],
    registers,
  });
  const dropped = new Counter({
    name: 'aisle_http_connections_dropped_total',
    help: 'Connections closed without an answer because too many were open',
    registers,
  });
  const limited = new Counter({
    name: 'aisle_http_requests_rate_limited_total',
    help: 'Requests refused because too many came from one key or address',
    labelNames: ['by'],
    registers,
  });
  const inside = new Gauge({
    name: 'aisle_http_requests_admitted',
    help: 'Requests that are worked on',
    registers,
  });
  const waiting = new Gauge({
    name: 'aisle_http_requests_waiting',
    help: 'Requests that wait to be worked on',
    registers,
  });
  return {
    answered: ({ method, route, status, seconds }) => {
      const labels = {
        method: METHODS.has(method) ? method : 'other',
        route,
        status: `${Math.floor(status / 100)}xx`,
      };
      duration.observe(labels, seconds);
    },
    shed: (priority) => shed.inc({ priority }),
    dropped: () => dropped.inc(),
    rateLimited: (by) => limited.inc({ by }),
    admission: (place) => {
      inside.set(place.inside);
      waiting.set(place.waiting);
    },
  };
}
