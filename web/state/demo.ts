import { useEffect, useState } from 'preact/hooks';
import { demoShoppers } from '../api/endpoints.js';
import type { Shopper } from '../api/types.js';

let asked: Promise<Shopper[]> | undefined;

/** The demo's shoppers, asked for once; none outside the demo. */
export function useShoppers(): Shopper[] {
  const [shoppers, setShoppers] = useState<Shopper[]>([]);
  useEffect(() => {
    asked ??= demoShoppers().catch(() => []);
    void asked.then(setShoppers);
  }, []);
  return shoppers;
}
