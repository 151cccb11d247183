import type { Explanation } from '../api/types.js';

const NAMES: Record<string, string> = {
  lexical: 'words',
  vector: 'meaning',
  category: 'kind of product',
  brand: 'brand named',
  negation: 'what it is without',
  personal: 'your history',
  affinity: 'your brands and prices',
  sequence: 'what comes next',
  popularity: 'popularity',
  quality: 'quality',
};

const STAGES: Record<string, string> = {
  personal: 'your history',
  identifier: 'the code you typed',
};
const RULE = 'a rule of the shop';

/** Why a product stands where it stands: a sentence for shoppers, and the sum behind it for who wants to know. */
export function Why({ explain }: { explain: Explanation }) {
  const most = Math.max(1e-9, ...explain.signals.map(({ contribution }) => Math.abs(contribution)));
  return (
    <details class="why">
      <summary>Why this?</summary>
      <p>{explain.sentence}</p>
      {explain.moves.map(({ stage, from, to }) => (
        <p key={stage}>
          Moved from place {from} to {to} by {STAGES[stage] ?? RULE}.
        </p>
      ))}
      <table>
        <caption class="sr-only">How the score adds up</caption>
        <tbody>
          {explain.signals.map(({ signal, contribution, normalised, weight }) => (
            <tr key={signal} title={`${normalised.toFixed(3)} × weight ${weight}`}>
              <th scope="row">
                {NAMES[signal] ?? signal}
                <span
                  class={contribution < 0 ? 'bar against' : 'bar'}
                  style={{ width: `${(100 * Math.abs(contribution)) / most}%` }}
                />
              </th>
              <td>{contribution.toFixed(3)}</td>
            </tr>
          ))}
          <tr class="sum">
            <th scope="row">score</th>
            <td>{explain.score.toFixed(3)}</td>
          </tr>
        </tbody>
      </table>
    </details>
  );
}
