import {
  PERSONAL_SIGNALS,
  SIGNALS,
  type QueryClass,
  type RankingProfile,
  type Signal,
  type SignalMatrix,
  type Weights,
} from './matrix.js';

/**
 * The weights that count for this query: the profile's, over them its class's, over them the request's.
 * A signal without a column is unknown for all candidates and gives up its weight; it is not shared out,
 * since a common factor orders nothing. An identifier names one product: no shopper moves it.
 */
export function effectiveWeights(
  profile: RankingProfile,
  queryClass: QueryClass,
  requested: Partial<Weights> | undefined,
  columns: SignalMatrix['columns'],
): Weights {
  const ofClass = profile.classWeights?.[queryClass];
  const weights = {} as Record<Signal, number>;
  for (const signal of SIGNALS) {
    const wanted = requested?.[signal] ?? ofClass?.[signal] ?? profile.weights[signal];
    const silent = columns[signal] === undefined || (queryClass === 'identifier' && isPersonal(signal));
    weights[signal] = silent ? 0 : wanted;
  }
  return weights;
}

/** Whether a weight may be asked for before any column is there: what need not be computed. */
export function wantsSignal(
  profile: RankingProfile,
  queryClass: QueryClass,
  requested: Partial<Weights> | undefined,
  signal: Signal,
): boolean {
  if (queryClass === 'identifier' && isPersonal(signal)) return false;
  return (requested?.[signal] ?? profile.classWeights?.[queryClass]?.[signal] ?? profile.weights[signal]) > 0;
}

export function isPersonal(signal: Signal): boolean {
  return (PERSONAL_SIGNALS as readonly Signal[]).includes(signal);
}
