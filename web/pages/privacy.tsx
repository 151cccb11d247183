import { useRef, useState } from 'preact/hooks';
import { erase, exportHref, knownOf } from '../api/users.js';
import { told } from '../api/events.js';
import { KnownFacts } from '../components/known.js';
import { Failure } from '../components/notice.js';
import { emptyBasket } from '../state/basket.js';
import { useShoppers } from '../state/demo.js';
import { useOwnPlace } from '../state/entry.js';
import { searched, viewed } from '../state/lately.js';
import { useRemote } from '../state/remote.js';
import { forgetVisitor, knownId, setConsent, useWho } from '../state/shopper.js';
import { useTitle } from '../state/title.js';

/** What is known of the shopper, and their say in it. */
export function PrivacyPage() {
  useTitle('Your data');
  const { shopper, consent } = useWho();
  const name = useShoppers().find(({ id }) => id === shopper)?.name;
  const id = knownId();
  const [erased, setErased] = useState<string>();
  const known = useRemote(id === undefined ? undefined : `known ${id}`, async (signal) => {
    await told();
    return { known: await knownOf(id ?? '', signal) };
  });
  useOwnPlace(!known.busy);
  return (
    <div class="privacy">
      <h1>{name === undefined ? 'Your data' : `${name}’s data`}</h1>
      <p class="soft">
        The shop sorts by the words of a search, by their meaning, and, if you let it, by what you looked at
        and bought.
      </p>

      <section class="panel">
        <h2>Your consent</h2>
        <label class="switch-row">
          <input
            type="checkbox"
            role="switch"
            checked={consent === true}
            onChange={(event) => setConsent(event.currentTarget.checked)}
          />
          <span>Remember what I do, and put first what suits me</span>
        </label>
        <p class="soft">
          {consent === true
            ? 'On: clicks, views, baskets and purchases are told to the shop under a random name.'
            : 'Off: nothing that you do is told to the shop, and everybody’s order is yours.'}
        </p>
      </section>

      <section class="panel" aria-busy={known.busy}>
        <h2>What the shop knows</h2>
        {known.error !== undefined && <Failure error={known.error} again={known.again} />}
        {erased !== undefined && erased === (id ?? '') && (
          <p class="notice" role="status">
            Erased. The shop knows nothing of this shopper any more.
          </p>
        )}
        {known.busy ? (
          <p class="bone" />
        ) : known.value?.known === undefined || id === undefined ? (
          <p>Nothing.</p>
        ) : (
          <>
            <KnownFacts known={known.value.known} />
            <p class="actions">
              <a class="button quiet" href={exportHref(id)} download={`${id}.ndjson`}>
                Download everything
              </a>
            </p>
          </>
        )}
      </section>

      <Erase
        id={id}
        done={() => {
          forgetVisitor();
          setErased(knownId() ?? '');
          known.again();
        }}
      />
    </div>
  );
}

function Erase({ id, done }: { id: string | undefined; done: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const close = () => dialog.current?.close();
  const confirm = async () => {
    setBusy(true);
    try {
      // What is still under way must not arrive after the erasure.
      await told();
      if (id !== undefined) await erase(id);
      for (const kept of [viewed, searched]) kept.forget();
      emptyBasket();
      setError(undefined);
      done();
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
        Everything that the shop knows goes, from what it counted of it too; so do the basket and the lists in
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
