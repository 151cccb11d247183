import { useState } from 'preact/hooks';
import { told } from '../api/events.js';
import { publicKey } from '../api/key.js';
import { exportHref, knownOf, type Erased } from '../api/users.js';
import { Erase } from '../components/erase.js';
import { KnownFacts } from '../components/known-facts.js';
import { Failure } from '../components/notice.js';
import { sayConsent } from '../state/consent.js';
import { useShoppers } from '../state/demo.js';
import { useOwnPlace } from '../state/entry.js';
import { useRemote } from '../state/remote.js';
import { forgetIdentity, knownId, useWho } from '../state/shopper.js';
import { useTitle } from '../state/title.js';

/** What is known of the shopper, and their say in it. */
export function PrivacyPage() {
  useTitle('Your data');
  const { key, shopper, consent } = useWho();
  const name = useShoppers().find(({ id }) => id === shopper)?.name;
  const signedOut = publicKey !== undefined;
  const id = signedOut ? undefined : knownId();
  const [erased, setErased] = useState<Erased & { of: string }>();
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
            onChange={(event) => void sayConsent(event.currentTarget.checked).then(known.again)}
          />
          <span>Remember what I do, and put first what suits me</span>
        </label>
        <p class="soft">
          {consent === true
            ? `On: clicks, views, baskets and purchases are told to the shop under ${name === undefined ? 'a random name' : 'this name'}.`
            : 'Off: nothing that you do is told to the shop, and everybody’s order is yours.'}
        </p>
      </section>

      <section class="panel" aria-busy={known.busy}>
        <h2>What the shop knows</h2>
        {erased?.of === key && (
          <p class="notice" role="status">
            Erased: {erased.events.toLocaleString('en')} things done and{' '}
            {erased.searches.toLocaleString('en')} searches.
          </p>
        )}
        {known.error !== undefined ? (
          <Failure error={known.error} again={known.again} />
        ) : known.busy ? (
          <p class="bone" />
        ) : signedOut ? (
          <p>
            To see, take along or erase what the shop knows of you, sign in: here it knows a visit, which
            names nobody.
          </p>
        ) : id === undefined ? (
          <p>Nothing.</p>
        ) : known.value?.known === undefined ? (
          <p>The shop does not tell here.</p>
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

      {!signedOut && (
        <Erase
          id={id}
          done={(counts) => {
            forgetIdentity();
            setErased({ ...counts, of: key });
            known.again();
          }}
        />
      )}
    </div>
  );
}
