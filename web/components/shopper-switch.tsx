import { useEffect, useRef } from 'preact/hooks';
import { searchHref } from '../listing/view.js';
import { useShoppers } from '../state/demo.js';
import { chooseShopper, useWho } from '../state/shopper.js';
import { Icon } from './icon.js';

/** Of the demo: as whom the shop is looked at. Outside the demo, the way to what is known of oneself. */
export function ShopperSwitch() {
  const shoppers = useShoppers();
  const { shopper } = useWho();
  const details = useRef<HTMLDetailsElement>(null);
  const name = shoppers.find(({ id }) => id === shopper)?.name ?? 'You';

  useEffect(() => {
    const close = (event: Event) => {
      const { current } = details;
      if (current === null || !current.open) return;
      const escaped = event instanceof KeyboardEvent && event.key === 'Escape';
      if (escaped) current.querySelector('summary')?.focus();
      if (escaped || (event.type === 'click' && !current.contains(event.target as Node)))
        current.open = false;
    };
    addEventListener('click', close);
    addEventListener('keydown', close);
    return () => {
      removeEventListener('click', close);
      removeEventListener('keydown', close);
    };
  }, []);

  if (shoppers.length === 0)
    return (
      <a class="nav-item" href="/privacy" aria-label="You and your data">
        <Icon name="person" />
        <span class="nav-word">You</span>
      </a>
    );
  const shut = () => {
    if (details.current !== null) details.current.open = false;
  };
  return (
    <details class="switch" ref={details}>
      <summary class="nav-item" aria-label={`Shopping as ${name}: change`}>
        <Icon name="person" />
        <span class="nav-word">{name}</span>
        <Icon name="down" />
      </summary>
      <div class="switch-panel">
        <p class="soft">
          This shop is a demonstration. Look at it as one of these shoppers, and see how the order changes.
        </p>
        <ul>
          {[{ id: '', name: 'You', about: 'A visitor without a history.', tryQueries: [] }, ...shoppers].map(
            ({ id, name, about, tryQueries }) => (
              <li key={id}>
                <button
                  type="button"
                  aria-pressed={id === shopper}
                  onClick={() => {
                    chooseShopper(id);
                    details.current?.querySelector('summary')?.focus();
                    shut();
                  }}
                >
                  <strong>{name}</strong>
                  <span class="soft">{about}</span>
                </button>
                {id === shopper && tryQueries.length > 0 && (
                  <p class="tries">
                    {'Try '}
                    {tryQueries.map((query) => (
                      <a key={query} class="chip" href={searchHref(query)} onClick={shut}>
                        {query}
                      </a>
                    ))}
                  </p>
                )}
              </li>
            ),
          )}
        </ul>
        <a class="link" href="/privacy" onClick={shut}>
          What the shop knows about {shopper === '' ? 'you' : name}
        </a>
      </div>
    </details>
  );
}
