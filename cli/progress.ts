import { SingleBar } from 'cli-progress';
import type { OnProgress, Progress } from '../base/index.js';
import { duration } from './output.js';

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
