import { useRef, useState } from 'preact/hooks';
import { told } from '../api/events.js';
import { erase, type Erased } from '../api/users.js';
import { emptyBasket } from '../state/basket.js';
import { searched, viewed } from '../state/lately.js';
import { Failure } from './notice.js';

interface Props {
  /** Of whom; undefined where the shop knows nobody. */
  id: string | undefined;
  done: (erased: Erased) => void;
}

/** Erases everything, here and in the shop, after a second question. */
export function Erase({ id, done }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const close = () => dialog.current?.close();
  const confirm = async () => {
    setBusy(true);
    try {
      // What is still under way must not arrive after the erasure.
      await told();
      const erased = id === undefined ? { events: 0, searches: 0 } : await erase(id);
      for (const kept of [viewed, searched]) kept.forget();
      emptyBasket();
      setError(undefined);
      done(erased);
    } catch (failed) {
      setError(failed instanceof Error ? failed : new Error(String(failed)));
    } finally {
      setBusy(false);
      close();
    }
  };
  return (
    <section class="panel">
      <h2>Erase</h2>
      <p class="soft">
        Everything that the shop knows goes, out of what it counted too; so do the basket and the lists in
        this browser.
      </p>
      {error !== undefined && <Failure error={error} />}
      <button type="button" class="button danger" onClick={() => dialog.current?.showModal()}>
        Erase everything
      </button>
      <dialog ref={dialog} class="confirm" aria-labelledby="erase-heading">
        <h2 id="erase-heading">Erase everything?</h2>
        <p>This cannot be undone.</p>
        <p class="actions">
          <button type="button" class="button quiet" onClick={close}>
            Keep it
          </button>
          <button type="button" class="button danger" disabled={busy} onClick={() => void confirm()}>
            Yes, erase
          </button>
        </p>
      </dialog>
    </section>
  );
}
