import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ValueCount } from '../api/types.js';
import { colourOf } from '../components/colours.js';
import { valueName } from './names.js';
import { toggle, type View } from './view.js';

/** Lines before the rest is folded away. */
const SHOWN = 7;
/** Values from which a search among them helps. */
const MANY = 12;

interface Props {
  field: string;
  heading: string;
  view: View;
  go: (view: View) => void;
  values: ValueCount[];
}

/** Values to choose from, one or several; many can be searched through. */
export function Values({ field, heading, view, go, values }: Props) {
  const [sought, setSought] = useState('');
  const [all, setAll] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  // The button that had the focus is gone: it goes on with what it brought.
  useLayoutEffect(() => {
    if (all) list.current?.querySelectorAll('input').item(SHOWN).focus();
  }, [all]);
  const chosen = view.chosen[field] ?? [];
  // A chosen value that nothing counts any more must still be there to be taken away.
  const counted = new Set(values.map(({ value }) => value));
  const listed = [
    ...chosen.filter((value) => !counted.has(value)).map((value) => ({ value, count: 0 })),
    ...values,
  ];
  if (listed.length === 0) return null;
  const found = listed.filter(({ value }) => matches(valueName(field, value), sought));
  const shown =
    all || sought !== '' ? found : found.filter(({ value }, i) => i < SHOWN || chosen.includes(value));
  return (
    <fieldset class="facet">
      <legend>{heading}</legend>
      {listed.length > MANY && (
        <input
          class="within"
          type="search"
          aria-label={`Search in ${heading}`}
          placeholder={`Search in ${heading.toLowerCase()}`}
          value={sought}
          onInput={(event) => setSought(event.currentTarget.value)}
        />
      )}
      <ul class={all ? 'values all' : 'values'} ref={list}>
        {shown.map(({ value, count }) => (
          <li key={value}>
            <label class="choice">
              <input
                type="checkbox"
                checked={chosen.includes(value)}
                onChange={() => go(toggle(view, field, value))}
              />
              {field === 'color' && <i class="dot" style={{ background: colourOf(value, value) }} />}
              <span>{valueName(field, value)}</span>
              <small>{count.toLocaleString('en')}</small>
            </label>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="soft">None called so.</p>}
      {sought === '' && found.length > shown.length && (
        <button type="button" class="link" onClick={() => setAll(true)}>
          Show all {found.length}
        </button>
      )}
    </fieldset>
  );
}

const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const matches = (name: string, sought: string): boolean => folded(name).includes(folded(sought.trim()));
