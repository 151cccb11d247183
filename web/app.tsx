import { useCallback, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import {
  search,
  sendEvent,
  shoppers as loadShoppers,
  type Answer,
  type Did,
  type Hit,
  type Shopper,
} from './api.js';
import { Facets } from './components/facets.js';
import { Header } from './components/header.js';
import { ProductDialog } from './components/product-dialog.js';
import { Results } from './components/results.js';
import { readView, toRequest, writeView, type View } from './view.js';

interface Opened {
  hit: Hit;
  position: number;
}

export function App() {
  const [view, setView] = useState<View>(() => readView(location.search));
  const [answer, setAnswer] = useState<Answer>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(true);
  const [people, setPeople] = useState<Shopper[]>([]);
  const [opened, setOpened] = useState<Opened>();
  // What a shopper did changes their next answer: each act asks anew.
  const [acts, setActs] = useState(0);

  const go = useCallback((next: View) => {
    history.pushState(null, '', writeView(next));
    setView(next);
  }, []);

  useEffect(() => {
    const back = () => setView(readView(location.search));
    addEventListener('popstate', back);
    loadShoppers().then(setPeople, (error: unknown) => setProblem(String(error)));
    return () => removeEventListener('popstate', back);
  }, []);

  // Before the paint: a new question must not be seen beside the count of the one before.
  useLayoutEffect(() => {
    const controller = new AbortController();
    setBusy(true);
    search(toRequest(view), controller.signal)
      .then(
        (found) => {
          setAnswer(found);
          setProblem(undefined);
        },
        (error: unknown) => {
          if (!controller.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
        },
      )
      .finally(() => {
        if (!controller.signal.aborted) setBusy(false);
      });
    return () => controller.abort();
  }, [view, acts]);

  const act = async (action: Did['action'], { hit, position }: Opened) => {
    if (view.shopper === '' || answer === undefined) return;
    try {
      await sendEvent({
        action,
        user: view.shopper,
        queryId: answer.queryId,
        query: view.query,
        productId: hit.id,
        position,
      });
      setActs((count) => count + 1);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const open = (hit: Hit, position: number) => {
    setOpened({ hit, position });
    void act('click', { hit, position });
  };

  return (
    <>
      <Header view={view} go={go} people={people} />
      <main>
        <Facets view={view} go={go} facets={answer?.facets ?? {}} />
        <Results view={view} go={go} answer={answer} problem={problem} busy={busy} open={open} />
      </main>
      {opened !== undefined && (
        <ProductDialog
          hit={opened.hit}
          shopper={people.find(({ id }) => id === view.shopper)?.name}
          addToBasket={() => act('add_to_cart', opened)}
          close={() => setOpened(undefined)}
        />
      )}
    </>
  );
}
