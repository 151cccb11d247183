import { useEffect, useState } from 'preact/hooks';
import { demoShoppers } from '../api/endpoints.js';
import type { Shopper } from '../api/types.js';

/** Whether the service says that it is the demo. */
export const isDemo = document.querySelector('meta[name="aisle-demo"]') !== null;

let asked: Promise<Shopper[]> | undefined;

/** The demo's shoppers, asked for once; none outside the demo. */
export function useShoppers(): Shopper[] {
  const [shoppers, setShoppers] = useState<Shopper[]>([]);
  useEffect(() => {
    if (!isDemo) return;
    asked ??= demoShoppers().catch(() => []);
    void asked.then(setShoppers);
  }, []);
  return shoppers;
}
