import { useLocation } from 'preact-iso';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../components/icon.js';
import { searchHref } from '../listing/view.js';
import { searched } from '../state/lately.js';
import { OptionList } from './option-list.js';
import { moved, optionsOf, type Option } from './options.js';
import { useSuggestions } from './use-suggestions.js';

/** The search as a combobox: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
export function SearchBox({ query }: { query: string }) {
  const { route } = useLocation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(query);
  const [open, setOpen] = useState(false);
  // By its address: an answer that comes late must not move the choice.
  const [chosen, setChosen] = useState<string>();
  const suggestions = useSuggestions(text, open);
  const options = optionsOf(text, suggestions, searched.use());
  const shown = open && options.length > 0;
  const active = options.findIndex(({ href }) => href === chosen);
  // At once: what is typed or chosen meanwhile must not be undone by it.
  useLayoutEffect(() => setText(query), [query]);

  const close = () => {
    setOpen(false);
    setChosen(undefined);
  };
  const go = (href: string, asked: string | undefined) => {
    close();
    if (asked !== undefined && asked !== '') {
      searched.add(asked);
      setText(asked);
    }
    input.current?.blur();
    route(href);
  };
  const take = (option: Option) => go(option.href, option.query);
  const submit = () => {
    const option = shown ? options[active] : undefined;
    if (option === undefined) go(searchHref(text.trim()), text.trim());
    else take(option);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      // The first press closes the list alone.
      if (!shown) setText('');
      close();
      return;
    }
    if (!shown) {
      if (event.key === 'ArrowDown') setOpen(true);
      return;
    }
    const next = moved(event.key, active, options.length);
    if (next === undefined) return;
    event.preventDefault();
    setChosen(options[next]?.href);
  };

  return (
    <form
      class="search-box"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) close();
      }}
    >
      <input
        ref={input}
        type="text"
        dir="auto"
        inputmode="search"
        role="combobox"
        aria-label="Search the shop"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        placeholder="What are you looking for?"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        enterkeyhint="search"
        maxLength={2000}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setChosen(undefined);
          setOpen(true);
        }}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" aria-label="Search">
        <Icon name="search" />
      </button>
      <OptionList id={id} options={shown ? options : []} active={active} take={take} />
    </form>
  );
}
