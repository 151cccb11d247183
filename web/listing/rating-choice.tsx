import type { NumericFacet } from '../api/types.js';
import { Stars } from '../components/stars.js';
import { change, type View } from './view.js';

const LEAST = ['4', '3', '2'] as const;

/** At least so many stars. */
export function RatingChoice({
  view,
  go,
  facet,
}: {
  view: View;
  go: (view: View) => void;
  facet: NumericFacet;
}) {
  if (facet.buckets.length === 0 && view.rating === '') return null;
  return (
    <fieldset class="facet">
      <legend>Rating</legend>
      <ul class="values">
        {['', ...LEAST].map((least) => (
          <li key={least}>
            <label class="choice">
              <input
                type="radio"
                name="rating"
                checked={view.rating === least}
                onChange={() => go(change(view, { rating: least }))}
              />
              {least === '' ? (
                <span>Any</span>
              ) : (
                <span>
                  <Stars rating={Number(least)} /> and up
                </span>
              )}
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
