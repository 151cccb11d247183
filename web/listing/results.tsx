import { AllCategories } from '../components/categories.js';
import { Failure } from '../components/notice.js';
import { HitCard } from '../components/hit-card.js';
import { CardSkeletons } from '../components/skeletons.js';
import { tell } from '../api/events.js';
import type { Answer, Hit } from '../api/types.js';
import type { Remote } from '../state/remote.js';
import { touched } from '../state/touches.js';
import { Notices } from './notices.js';
import { Pager } from './pager.js';
import { EMPTY, hrefOf, PAGE_SIZE, withoutFilters, type View } from './view.js';

/** Pictures that are seen without scrolling, on a large screen. */
const EARLY = 8;

export function Results({ view, found }: { view: View; found: Remote<Answer> }) {
  const { value: answer, busy, error, again } = found;
  if (error !== undefined) return <Failure error={error} again={again} />;
  if (answer === undefined)
    return (
      <ol class="hits" aria-busy="true">
        <CardSkeletons count={PAGE_SIZE / 2} />
      </ol>
    );
  const open = (hit: Hit, i: number) => {
    const position = (answer.page - 1) * answer.pageSize + i + 1;
    const touch = { queryId: answer.queryId, query: view.query, position };
    touched(hit.id, touch);
    void tell([{ action: 'click', productId: hit.id, touch }]);
  };
  return (
    <>
      <Notices answer={answer} view={view} />
      {answer.total.value === 0 && !busy && <Nothing view={view} />}
      <ol class="hits" aria-busy={busy}>
        {answer.hits.map((hit, i) => (
          <li key={hit.id}>
            <HitCard hit={hit} early={i < EARLY} onOpen={() => open(hit, i)} />
          </li>
        ))}
      </ol>
      <Pager view={view} total={answer.total.value} />
    </>
  );
}

/** Nothing fits: what can be done about it. */
function Nothing({ view }: { view: View }) {
  const wider = hrefOf(withoutFilters(view));
  const filtered = wider !== hrefOf({ ...view, page: 1 });
  const inCategory = view.query === '' && view.category.length > 0;
  return (
    <>
      <div class="nothing">
        <h2>Nothing fits</h2>
        <p class="soft">
          {filtered
            ? 'No product passes all of these filters.'
            : inCategory
              ? 'The shop has nothing in this category.'
              : 'Try fewer or other words, or look through the categories.'}
        </p>
        <p class="actions">
          {filtered && (
            <a class="button" href={wider}>
              Take the filters away
            </a>
          )}
          <a class="button quiet" href={hrefOf(EMPTY)}>
            See all products
          </a>
        </p>
      </div>
      {!filtered && <AllCategories />}
    </>
  );
}
