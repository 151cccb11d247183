import type { NumericFacet, ValueCount } from '../api.js';
import { change, choose, FACETS, toggle, type View } from '../view.js';

const SHOWN = 10;
const SEPARATOR = ' > ';

interface Props {
  view: View;
  go: (view: View) => void;
  facets: Record<string, ValueCount[] | NumericFacet>;
}

export function Facets({ view, go, facets }: Props) {
  const price = facets['price'];
  const chosen =
    Object.values(view.chosen).flat().length + (view.priceFrom === '' && view.priceTo === '' ? 0 : 1);
  return (
    <aside aria-label="Filters">
      {/* Open where there is room; a phone opens it by hand. */}
      <details open={matchMedia('(min-width: 48rem)').matches}>
        <summary>Filters{chosen > 0 ? ` (${chosen})` : ''}</summary>
        {chosen > 0 && (
          <button
            type="button"
            class="link"
            onClick={() => go(change(view, { chosen: {}, priceFrom: '', priceTo: '' }))}
          >
            Clear all
          </button>
        )}
        {FACETS.map(([field, heading]) => {
          const values = facets[field];
          if (!Array.isArray(values) || values.length === 0) return null;
          return field === 'category' ? (
            <Categories key={field} view={view} go={go} values={values} heading={heading} />
          ) : (
            <Values key={field} field={field} view={view} go={go} values={values} heading={heading} />
          );
        })}
        {price !== undefined && !Array.isArray(price) && <Price view={view} go={go} facet={price} />}
      </details>
    </aside>
  );
}

interface ListProps {
  view: View;
  go: (view: View) => void;
  values: ValueCount[];
  heading: string;
}

/** The path to what is chosen, and what lies right below it. */
function Categories({ view, go, values, heading }: ListProps) {
  const current = view.chosen['category']?.[0];
  const path = current?.split(SEPARATOR) ?? [];
  const below = values.filter(({ value }) => {
    const levels = value.split(SEPARATOR);
    return (
      levels.length === path.length + 1 &&
      (current === undefined || value.startsWith(`${current}${SEPARATOR}`))
    );
  });
  return (
    <fieldset>
      <legend>{heading}</legend>
      {path.map((name, level) => (
        <button
          type="button"
          class="crumb"
          key={name}
          onClick={() =>
            go(choose(view, 'category', level === 0 ? [] : [path.slice(0, level).join(SEPARATOR)]))
          }
        >
          ‹ {name}
        </button>
      ))}
      <ul>
        {below.slice(0, SHOWN * 2).map(({ value, count }) => (
          <li key={value}>
            <button type="button" class="row" onClick={() => go(choose(view, 'category', [value]))}>
              <span>{value.split(SEPARATOR).at(-1)}</span>
              <small>{count}</small>
            </button>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function Values({ field, view, go, values, heading }: ListProps & { field: string }) {
  const chosen = view.chosen[field] ?? [];
  const shown = values.filter(({ value }, i) => i < SHOWN || chosen.includes(value));
  return (
    <fieldset>
      <legend>{heading}</legend>
      <ul>
        {shown.map(({ value, count }) => (
          <li key={value}>
            <label class="row">
              <input
                type="checkbox"
                checked={chosen.includes(value)}
                onChange={() => go(toggle(view, field, value))}
              />
              <span>{value}</span>
              <small>{count}</small>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function Price({ view, go, facet }: { view: View; go: (view: View) => void; facet: NumericFacet }) {
  const most = Math.max(1, ...facet.buckets.map(({ count }) => count));
  return (
    <fieldset>
      <legend>Price</legend>
      <div class="histogram" aria-hidden="true">
        {facet.buckets.map(({ from, count }) => (
          <span key={from} style={{ height: `${(100 * count) / most}%` }} />
        ))}
      </div>
      <form
        class="range"
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          go(change(view, { priceFrom: text(data, 'from'), priceTo: text(data, 'to') }));
        }}
      >
        <input
          name="from"
          type="number"
          min="0"
          step="any"
          aria-label="Price from"
          placeholder={facet.min === undefined ? 'from' : String(Math.floor(facet.min))}
          value={view.priceFrom}
        />
        <span>to</span>
        <input
          name="to"
          type="number"
          min="0"
          step="any"
          aria-label="Price to"
          placeholder={facet.max === undefined ? 'to' : String(Math.ceil(facet.max))}
          value={view.priceTo}
        />
        <button type="submit">Set</button>
      </form>
    </fieldset>
  );
}

function text(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
}
