import type { Facets as Counts } from '../api/types.js';
import { CategoryTree } from './category-tree.js';
import { headingOf } from './names.js';
import { PriceRange } from './price-range.js';
import { RatingChoice } from './rating-choice.js';
import type { View } from './view.js';
import { Values } from './values.js';

interface Props {
  view: View;
  go: (view: View) => void;
  facets: Counts;
  currency: string | undefined;
}

/** Everything by which a listing can be narrowed. A count says how many products its choice would leave. */
export function Facets({ view, go, facets, currency }: Props) {
  const { category, price, rating } = facets;
  const values = Object.entries(facets).filter(([field]) => field !== 'category');
  return (
    <>
      {Array.isArray(category) && <CategoryTree view={view} values={category} />}
      {price !== undefined && !Array.isArray(price) && (
        <PriceRange view={view} go={go} facet={price} currency={currency} />
      )}
      {rating !== undefined && !Array.isArray(rating) && <RatingChoice view={view} go={go} facet={rating} />}
      {values.map(([field, counts]) =>
        Array.isArray(counts) ? (
          <Values key={field} field={field} heading={headingOf(field)} view={view} go={go} values={counts} />
        ) : null,
      )}
    </>
  );
}
