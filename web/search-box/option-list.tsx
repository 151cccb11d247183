import { Icon } from '../components/icon.js';
import { Marked } from '../components/marked.js';
import { Picture } from '../components/picture.js';
import { Price } from '../components/price.js';
import { LATELY, type Option } from './options.js';

interface Props {
  /** Of the list's parts: `ID-list`, and `ID-0` … for the options. */
  id: string;
  options: Option[];
  active: number;
  take: (option: Option) => void;
}

/** The options in their groups. The focus stays in the search box; the mouse takes one without moving it. */
export function OptionList({ id, options, active, take }: Props) {
  const groups = [...new Set(options.map(({ group }) => group))];
  return (
    <div
      id={`${id}-list`}
      class="options"
      role="listbox"
      aria-label="Suggestions"
      hidden={options.length === 0}
      onMouseDown={(event) => event.preventDefault()}
    >
      {groups.map((group) => (
        <div key={group} role="group" aria-label={group}>
          <div class="options-head" aria-hidden="true">
            {group}
          </div>
          {options.map((option, i) =>
            option.group !== group ? null : (
              <div
                key={option.href}
                id={`${id}-${i}`}
                class="option"
                role="option"
                aria-selected={i === active}
                ref={(element) => {
                  if (i === active) element?.scrollIntoView({ block: 'nearest' });
                }}
                onClick={() => take(option)}
              >
                <Line option={option} />
              </div>
            ),
          )}
        </div>
      ))}
    </div>
  );
}

function Line({ option: { group, text, parts, more, product } }: { option: Option }) {
  return (
    <>
      {product === undefined ? (
        group !== 'Categories' && <Icon name={group === LATELY ? 'clock' : 'search'} />
      ) : (
        <span class="option-picture">
          <Picture product={product} />
        </span>
      )}
      <span class="option-text">
        <Marked parts={parts} text={text} />
      </span>
      {product !== undefined && <Price product={product} />}
      {more !== undefined && <span class="soft">{more}</span>}
    </>
  );
}
