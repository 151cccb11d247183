import { money } from '../components/money.js';
import { Icon } from '../components/icon.js';
import { headingOf, valueName } from './names.js';
import { amount, change, hrefOf, toggle, withoutFilters, type View } from './view.js';

interface Chip {
  label: string;
  /** The view without it. */
  without: View;
}

/** What narrows the view, one chip each, and the way to take each away. */
export function chipsOf(view: View, currency: string | undefined): Chip[] {
  const chips: Chip[] = [];
  if (view.query !== '' && view.category.length > 0)
    chips.push({ label: view.category.join(' › '), without: change(view, { category: [] }) });
  for (const [field, values] of Object.entries(view.chosen))
    for (const value of values)
      chips.push({
        label: `${headingOf(field)}: ${valueName(field, value)}`,
        without: toggle(view, field, value),
      });
  const [from, to] = [amount(view.priceFrom), amount(view.priceTo)];
  if (from !== undefined || to !== undefined) {
    const label =
      from === undefined
        ? `up to ${money(to ?? 0, currency)}`
        : to === undefined
          ? `from ${money(from, currency)}`
          : `${money(from, currency)} – ${money(to, currency)}`;
    chips.push({ label, without: change(view, { priceFrom: '', priceTo: '' }) });
  }
  if (view.rating !== '')
    chips.push({ label: `${view.rating} stars and up`, without: change(view, { rating: '' }) });
  return chips;
}

export function Chips({ view, currency }: { view: View; currency: string | undefined }) {
  const chips = chipsOf(view, currency);
  if (chips.length === 0) return null;
  return (
    <ul class="chips" aria-label="Chosen filters">
      {chips.map(({ label, without }) => (
        <li key={label}>
          <a class="chip" href={hrefOf(without)}>
            {label}
            <span class="sr-only">: take away</span>
            <Icon name="close" />
          </a>
        </li>
      ))}
      <li>
        <a class="link" href={hrefOf(withoutFilters(view))}>
          Clear all
        </a>
      </li>
    </ul>
  );
}
