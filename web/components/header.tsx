import { useEffect, useState } from 'preact/hooks';
import type { Shopper } from '../api.js';
import { change, type View } from '../view.js';

interface Props {
  view: View;
  go: (view: View) => void;
  people: Shopper[];
}

export function Header({ view, go, people }: Props) {
  const [text, setText] = useState(view.query);
  useEffect(() => setText(view.query), [view.query]);
  const shopper = people.find(({ id }) => id === view.shopper);
  return (
    <header>
      <div class="bar">
        <a
          class="brand"
          href="/"
          onClick={(event) => {
            event.preventDefault();
            go(change(view, { query: '', chosen: {}, priceFrom: '', priceTo: '', sort: 'relevance' }));
          }}
        >
          Aisle
        </a>
        <form
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            go(change(view, { query: text.trim(), chosen: {}, priceFrom: '', priceTo: '' }));
          }}
        >
          <input
            type="search"
            aria-label="Search the shop"
            placeholder="What are you looking for?"
            maxLength={2000}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit">Search</button>
        </form>
      </div>
      {people.length > 0 && (
        <nav class="people" aria-label="Search as">
          <span>Search as</span>
          <button
            type="button"
            aria-pressed={view.shopper === ''}
            onClick={() => go(change(view, { shopper: '' }))}
          >
            Nobody
          </button>
          {people.map(({ id, name, about }) => (
            <button
              type="button"
              key={id}
              title={about}
              aria-pressed={view.shopper === id}
              onClick={() => go(change(view, { shopper: id }))}
            >
              {name}
            </button>
          ))}
        </nav>
      )}
      {shopper !== undefined && (
        <p class="about">
          {shopper.about} Try{' '}
          {shopper.tryQueries.map((query, i) => (
            <>
              {i > 0 && ', '}
              <button type="button" class="link" onClick={() => go(change(view, { query, chosen: {} }))}>
                {query}
              </button>
            </>
          ))}
          .
        </p>
      )}
    </header>
  );
}
