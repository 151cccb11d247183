import type { Answer, Hit } from '../api.js';
import { change, PAGE_SIZE, SORTS, type View } from '../view.js';
import { HitCard } from './hit-card.js';

interface Props {
  view: View;
  go: (view: View) => void;
  answer: Answer | undefined;
  problem: string | undefined;
  busy: boolean;
  open: (hit: Hit, position: number) => void;
}

/** `page × pageSize` at most; deeper pages are for a cursor. */
const DEPTH = 10_000;

export function Results({ view, go, answer, problem, busy, open }: Props) {
  if (problem !== undefined) {
    return (
      <section>
        <p class="notice error" role="alert">
          {problem}
        </p>
      </section>
    );
  }
  if (answer === undefined) return <section aria-busy="true" />;
  const { hits, total } = answer;
  const pages = Math.ceil(Math.min(total.value, DEPTH) / PAGE_SIZE);
  return (
    <section aria-busy={busy}>
      <div class="toolbar">
        <h1 aria-live="polite">
          {total.relation === 'gte' ? 'At least ' : ''}
          {total.value.toLocaleString('en')} {total.value === 1 ? 'product' : 'products'}
          {view.query !== '' && (
            <>
              {' '}
              for <q>{view.query}</q>
            </>
          )}
        </h1>
        <label>
          Sort{' '}
          <select
            value={view.sort}
            onChange={(event) => go(change(view, { sort: event.currentTarget.value }))}
          >
            {SORTS.map(([sort, name]) => (
              <option key={sort} value={sort}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Notices answer={answer} />
      {hits.length === 0 && <p class="notice">Nothing fits. Try fewer words, or take a filter away.</p>}
      <ol class="hits">
        {hits.map((hit, i) => (
          <HitCard
            key={hit.id}
            hit={hit}
            open={() => open(hit, (answer.page - 1) * answer.pageSize + i + 1)}
          />
        ))}
      </ol>
      {pages > 1 && (
        <nav class="pages" aria-label="Pages">
          <button type="button" disabled={view.page <= 1} onClick={() => turn(view.page - 1)}>
            Back
          </button>
          <span>
            Page {view.page} of {pages.toLocaleString('en')}
          </span>
          <button type="button" disabled={view.page >= pages} onClick={() => turn(view.page + 1)}>
            Next
          </button>
        </nav>
      )}
      <p class="took">{answer.tookMs.toFixed(1)} ms</p>
    </section>
  );

  function turn(page: number): void {
    go({ ...view, page });
    scrollTo({ top: 0 });
  }
}

function Notices({ answer }: { answer: Answer }) {
  const { corrected, relaxed, degraded } = answer;
  return (
    <>
      {corrected !== undefined && (
        <p class="notice">
          Showing results for <q>{corrected.to}</q> instead of <q>{corrected.from}</q>.
        </p>
      )}
      {relaxed === true && <p class="notice">Nothing fits the whole query; these come closest.</p>}
      {degraded !== undefined && (
        <p class="notice">Part of the search did not answer; there may be more than is shown.</p>
      )}
    </>
  );
}
