import type { Known } from '../api/users.js';
import { productHref } from '../listing/view.js';
import { useProducts } from '../state/products.js';

/** Lines of the history that are shown; the export holds all. */
const SHOWN = 8;

const DID: Record<string, string> = {
  view: 'Looked at',
  click: 'Chose',
  cart: 'Put into the basket',
  purchase: 'Bought',
  rating: 'Rated',
  impression: 'Was shown',
};

/** How much the shop knows, and what of it counts in the next search. */
export function KnownFacts({ known: { keys, events, searches, history } }: { known: Known }) {
  const latest = history.slice(0, SHOWN);
  const products = useProducts([...new Set(latest.map(({ productId }) => productId))]);
  const titles = new Map(products.value?.map(({ id, product }) => [id, product.title]));
  return (
    <>
      <dl class="attributes">
        <Fact name="Things done" value={events.toLocaleString('en')} />
        <Fact name="Searches kept" value={searches.toLocaleString('en')} />
        <Fact name="Kept under" value={said(keys)} />
      </dl>
      {latest.length > 0 && (
        <>
          <h3>What counts in the next search</h3>
          <ul class="history">
            {latest.map(({ productId, type, time }, i) => (
              <li key={i}>
                <span class="soft">
                  {DID[type] ?? type}, {new Date(time).toLocaleDateString('en', { dateStyle: 'medium' })}
                </span>
                <a href={productHref(productId)}>{titles.get(productId) ?? productId}</a>
              </li>
            ))}
          </ul>
          {history.length > SHOWN && <p class="soft">… and {history.length - SHOWN} more.</p>}
        </>
      )}
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** `user:ann` and a number of visits: the keys of these say nothing to a person. */
function said([name = '', ...visits]: string[]): string {
  const person = name.replace(/^user:/, '');
  if (visits.length === 0) return person;
  return `${person}, and ${visits.length} ${visits.length === 1 ? 'visit' : 'visits'}`;
}
