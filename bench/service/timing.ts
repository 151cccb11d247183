import { quantile } from '../../evaluation/index.js';
import { atMost, type Figure } from '../report.js';
import type { Shot } from './pace.js';

/** Median, p95 and p99 of times in milliseconds. */
export function timeFigures(subject: string, what: string, times: readonly number[]): Figure[] {
  return (
    [
      ['median', 0.5],
      ['p95', 0.95],
      ['p99', 0.99],
    ] as const
  ).map(([name, q]) => ({
    subject,
    figure: `${what}, ${name}`,
    value: quantile(times, q),
    unit: 'ms',
  }));
}

export const answered = (shots: readonly Shot[]): number[] =>
  shots.filter(({ status }) => status === 200).map(({ ms }) => ms);

/** What was refused (503), and what was neither answered nor refused, which should never be. */
export function troubleFigures(subject: string, what: string, shots: readonly Shot[]): Figure[] {
  const count = (held: (status: number) => boolean) => shots.filter(({ status }) => held(status)).length;
  return [
    {
      subject,
      figure: `${what} refused (503)`,
      value: (100 * count((status) => status === 503)) / shots.length,
      unit: '%',
    },
    {
      subject,
      figure: `${what} that failed`,
      value: count((status) => status !== 200 && status !== 503),
      target: atMost(0),
    },
  ];
}
