import { useRef } from 'preact/hooks';
import type { Facets as Counts } from '../api/types.js';
import { Icon } from '../components/icon.js';
import { useMedia } from '../state/media.js';
import { chipsOf } from './chips.js';
import { Facets } from './facets.js';
import type { View } from './view.js';

interface Props {
  view: View;
  go: (view: View) => void;
  facets: Counts;
  currency: string | undefined;
  /** Said on the way back from the drawer. */
  total: number | undefined;
}

/** Beside the results where there is room, else in a drawer. */
export function Filters(props: Props) {
  return useMedia('(min-width: 60rem)') ? (
    <aside class="filters" aria-label="Filters">
      <h2 class="sr-only">Filters</h2>
      <Facets {...props} />
    </aside>
  ) : (
    <Drawer {...props} />
  );
}

function Drawer(props: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const chosen = chipsOf(props.view, props.currency).length;
  const close = () => dialog.current?.close();
  return (
    <>
      <button type="button" class="button quiet open-filters" onClick={() => dialog.current?.showModal()}>
        <Icon name="filter" /> Filters{chosen > 0 ? ` (${chosen})` : ''}
      </button>
      <dialog
        ref={dialog}
        class="drawer"
        aria-label="Filters"
        onClick={(event) => {
          if (event.target === dialog.current) close();
        }}
      >
        <div class="drawer-head">
          <h2>Filters</h2>
          <button type="button" class="round" aria-label="Close the filters" onClick={close}>
            <Icon name="close" />
          </button>
        </div>
        <div class="drawer-body">
          <Facets {...props} />
        </div>
        <div class="drawer-foot">
          <button type="button" class="button" onClick={close}>
            {props.total === undefined ? 'Show' : `Show ${props.total.toLocaleString('en')} products`}
          </button>
        </div>
      </dialog>
    </>
  );
}
