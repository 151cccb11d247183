import { sayConsent } from '../state/consent.js';
import { useWho } from '../state/shopper.js';

/** Asks once, before anything is remembered. */
export function ConsentBar() {
  if (useWho().consent !== undefined) return null;
  return (
    <section class="consent" aria-label="Your consent">
      <p>
        May the shop remember what you look at and buy, to put first what suits you? You can see and erase it
        at any time. <a href="/privacy">More</a>
      </p>
      <div class="consent-answers">
        <button type="button" class="button quiet" onClick={() => void sayConsent(false)}>
          No
        </button>
        <button type="button" class="button" onClick={() => void sayConsent(true)}>
          Yes
        </button>
      </div>
    </section>
  );
}
