import type { Explanation } from '../api.js';

const NAMES: Record<string, string> = {
  lexical: 'words',
  vector: 'meaning',
  personal: 'your history',
  affinity: 'your brands and prices',
  sequence: 'what comes next',
  popularity: 'popularity',
  quality: 'quality',
};

/** Why a product stands where it stands: a sentence, and the sum behind it. */
export function Why({ explain }: { explain: Explanation }) {
  const most = Math.max(1e-9, ...explain.signals.map(({ contribution }) => Math.abs(contribution)));
  return (
    <details class="why">
      <summary>Why this?</summary>
      <p>{explain.sentence}</p>
      <table>
        <tbody>
          {explain.signals.map(({ signal, contribution, normalised, weight }) => (
            <tr key={signal} title={`${normalised.toFixed(3)} × weight ${weight}`}>
              <th scope="row">{NAMES[signal] ?? signal}</th>
              <td class="share">
                <span
                  class={contribution < 0 ? 'against' : ''}
                  style={{ width: `${(100 * Math.abs(contribution)) / most}%` }}
                />
              </td>
              <td>{contribution.toFixed(3)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">score</th>
            <td />
            <td>{explain.score.toFixed(3)}</td>
          </tr>
        </tbody>
      </table>
      {explain.moves.map(({ stage, from, to }) => (
        <p key={stage}>
          Moved from place {from} to {to} ({stage === 'personal' ? 'your history' : stage}).
        </p>
      ))}
    </details>
  );
}
