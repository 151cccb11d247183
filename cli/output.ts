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
