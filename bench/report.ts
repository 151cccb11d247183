/** One measured figure, with what it should reach where that was fixed before the measurement. */
export interface Figure {
  /** What was measured: a model, a ranking, a catalogue. */
  readonly subject: string;
  readonly figure: string;
  readonly value: number;
  readonly unit?: string;
  readonly target?: { readonly bound: 'least' | 'most'; readonly value: number };
}

export interface BenchReport {
  readonly bench: string;
  readonly figures: readonly Figure[];
  /** How it was measured, as far as it is needed to judge the figures. */
  readonly notes: readonly string[];
}

export const atLeast = (value: number): NonNullable<Figure['target']> => ({ bound: 'least', value });
export const atMost = (value: number): NonNullable<Figure['target']> => ({ bound: 'most', value });

/** Whether the figure reaches its target; undefined without one. NaN reaches none. */
export function met({ value, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined;
  return target.bound === 'least' ? value >= target.value : value <= target.value;
}

export const REPORT_HEADER = ['measured on', 'figure', 'value', 'target', ''] as const;

/** The rows of a report's one table. */
export function reportRows(figures: readonly Figure[]): string[][] {
  return figures.map((figure) => {
    const { subject, target, unit } = figure;
    const reached = met(figure);
    return [
      subject,
      figure.figure,
      shown(figure.value) + (unit === undefined ? '' : ` ${unit}`),
      target === undefined ? '' : `${target.bound === 'least' ? '≥' : '≤'} ${shown(target.value)}`,
      reached === undefined ? '' : reached ? '✓' : '✗',
    ];
  });
}

/** Whole numbers whole, small ones with four digits, large ones with one. */
function shown(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  const digits = Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 2 : 4;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
