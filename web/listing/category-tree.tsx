import type { ValueCount } from '../api/types.js';
import { change, hrefOf, SEPARATOR, type View } from './view.js';

/** Lines before the rest is folded away. */
const SHOWN = 12;

/** The path to where we are, and what lies right below. */
export function CategoryTree({ view, values }: { view: View; values: ValueCount[] }) {
  const path = view.category;
  const below = values.filter(({ value }) => {
    const levels = value.split(SEPARATOR);
    return levels.length === path.length + 1 && path.every((level, i) => levels[i] === level);
  });
  if (path.length === 0 && below.length === 0) return null;
  const link = ({ value, count }: ValueCount) => (
    <li key={value}>
      <a class="choice" href={hrefOf(change(view, { category: value.split(SEPARATOR) }))}>
        <span>{value.split(SEPARATOR).at(-1)}</span>
        <small>{count.toLocaleString('en')}</small>
      </a>
    </li>
  );
  return (
    <nav class="facet" aria-label="Categories">
      <h3>Category</h3>
      <ul class="tree">
        {path.length > 0 && (
          <li>
            <a class="choice up" href={hrefOf(change(view, { category: [] }))}>
              All categories
            </a>
          </li>
        )}
        {path.map((name, i) => (
          <li key={i} style={{ '--level': String(i) }}>
            {i === path.length - 1 ? (
              <span class="choice here" aria-current="true">
                {name}
              </span>
            ) : (
              <a class="choice up" href={hrefOf(change(view, { category: path.slice(0, i + 1) }))}>
                {name}
              </a>
            )}
          </li>
        ))}
      </ul>
      <ul class="tree" style={{ '--level': String(path.length) }}>
        {below.slice(0, SHOWN).map(link)}
      </ul>
      {below.length > SHOWN && (
        <details class="more">
          <summary>{below.length - SHOWN} more</summary>
          <ul class="tree">{below.slice(SHOWN).map(link)}</ul>
        </details>
      )}
    </nav>
  );
}
