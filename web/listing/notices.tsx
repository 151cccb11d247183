import type { Answer } from '../api/types.js';
import { Notice } from '../components/notice.js';
import { change, hrefOf, type View } from './view.js';

const LEGS: Record<string, string> = { lexical: 'words', vector: 'meaning' };

/** What the search did with the query, said where it is not what was typed. */
export function Notices({ answer, view }: { answer: Answer; view: View }) {
  const { corrected, understood, relaxed, degraded, total } = answer;
  const asTyped = hrefOf(change(view, { exact: true }));
  return (
    <>
      {view.exact && (
        <Notice>
          Searching for exactly what you typed.{' '}
          <a href={hrefOf(change(view, { exact: false }))}>Let the search help</a>
        </Notice>
      )}
      {corrected !== undefined && total.value > 0 && (
        <Notice>
          Showing results for <strong>{corrected.to}</strong> instead of <q>{corrected.from}</q>.{' '}
          <a href={asTyped}>Search for exactly what I typed</a>
        </Notice>
      )}
      {understood !== undefined && (
        <Notice>
          Understood:{' '}
          {understood.parts.map(({ text }, i) => (
            <span key={i}>
              {i > 0 && ', '}
              <strong>{text}</strong>
            </span>
          ))}
          . <a href={asTyped}>Take it as words only</a>
        </Notice>
      )}
      {relaxed === true && <Notice>Nothing fits the whole query; these come closest.</Notice>}
      {degraded !== undefined && (
        <Notice kind="warning">
          The search by {degraded.map((leg) => LEGS[leg] ?? leg).join(' and ')} did not answer in time; there
          may be more than is shown.
        </Notice>
      )}
    </>
  );
}
