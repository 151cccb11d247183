import { SingleBar } from 'cli-progress';
import type { OnProgress, Progress } from '../base/index.js';
import type { Comparison } from '../evaluation/index.js';

/** Prints a line for people. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Prints one JSON document for machines. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

export type Align = 'left' | 'right';

/** A table whose columns line up; numbers stand right. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell)),
  );
  const right = header.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'));
  const widths = header.map((name, i) => Math.max(name.length, ...cells.map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (right[i] === true ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...cells.map(line)].join('\n');
}

/** Milliseconds between two plain progress lines where there is no terminal. */
const PLAIN_INTERVAL = 5_000;

/**
 * Shows progress on standard error: a bar with rate and time left on a terminal, plain lines elsewhere.
 * `stop` ends the last bar.
 */
export function progressReporter(quiet: boolean): { onProgress: OnProgress; stop: () => void } {
  if (quiet) return { onProgress: () => undefined, stop: () => undefined };
  return process.stderr.isTTY ? bars() : plainLines((text) => process.stderr.write(text));
}

function bars(): { onProgress: OnProgress; stop: () => void } {
  let bar: SingleBar | undefined;
  let stage = '';
  let started = 0;
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stop,
    onProgress: (progress) => {
      if (progress.stage !== stage) {
        stop();
        stage = progress.stage;
        started = performance.now();
        bar = new SingleBar({
          format: '{stage} {bar} {percentage}%  {value}/{total} {unit}  {rate}/s  {left} left',
          hideCursor: true,
          stream: process.stderr,
          barCompleteChar: '█',
          barIncompleteChar: '░',
        });
        bar.start(progress.total ?? 0, 0, payload(progress, started));
      }
      if (progress.total !== undefined) bar?.setTotal(progress.total);
      bar?.update(progress.done, payload(progress, started));
    },
  };
}

/** Progress without a terminal. */
export function plainLines(write: (text: string) => void): { onProgress: OnProgress; stop: () => void } {
  let stage = '';
  let started = 0;
  let last = 0;
  let over = false;
  return {
    stop: () => undefined,
    onProgress: (progress) => {
      const now = performance.now();
      const finished = progress.total !== undefined && progress.done >= progress.total;
      if (progress.stage !== stage) {
        stage = progress.stage;
        started = now;
        over = false;
        // Of a stage that is one step its end says enough.
        if (progress.total === 1 && !finished) return;
      } else if (over || (now - last < PLAIN_INTERVAL && !finished)) return;
      over = finished;
      last = now;
      write(`${plainLine(progress, (now - started) / 1_000)}\n`);
    },
  };
}

/** Seconds after which a rate says something. */
const TELLING = 1;

/** A line of progress without a terminal: `read: 1,000 of 5,000 bytes, 500/s, 0:08 left`. `seconds` since its stage began. */
export function plainLine({ stage, done, total, unit }: Progress, seconds: number): string {
  const number = (value: number) => Math.round(value).toLocaleString('en-US');
  const rate = done / seconds;
  const telling = seconds >= TELLING && done > 0;
  return [
    `${stage}: ${number(done)}${total === undefined ? '' : ` of ${number(total)}`} ${unit}`,
    ...(telling ? [`${number(rate)}/s`] : []),
    ...(telling && total !== undefined && done < total ? [`${duration((total - done) / rate)} left`] : []),
  ].join(', ');
}

function payload(progress: Progress, started: number) {
  const seconds = (performance.now() - started) / 1_000;
  const rate = seconds > 0 ? progress.done / seconds : 0;
  const left =
    progress.total === undefined || rate === 0 ? undefined : (progress.total - progress.done) / rate;
  return {
    stage: progress.stage.padEnd(8),
    unit: progress.unit,
    rate: Math.round(rate).toLocaleString('en-US'),
    left: left === undefined ? '?' : duration(left),
  };
}

/** `75` seconds → `1:15`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** A time as tables show it, to the minute, UTC. `time`: milliseconds since 1970. */
export const minute = (time: number): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ');

/** A difference of a measure, its sign always shown. */
function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}

/** The metrics of two rankings side by side, with what the paired test says of their difference. */
export function comparisonTable(
  [first, second]: readonly [string, string],
  comparison: readonly Comparison[],
  row: (compared: Comparison) => readonly [number, number],
): string {
  return table(
    ['metric', first, second, 'difference', 'p', '95% interval'],
    comparison.map((compared) => [
      compared.metric,
      ...row(compared).map((value) => value.toFixed(4)),
      signed(compared.difference),
      compared.p.toFixed(4),
      `${signed(compared.interval[0])} … ${signed(compared.interval[1])}`,
    ]),
  );
}
