import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedProducts, openEmbeddedWriter } from '../../engines/products/index.js';
import { productIndexContract, toleranceContract, type OpenProductIndex } from './product-index.contract.js';
import { referenceIndex } from './product-index.reference.js';

const embedded: OpenProductIndex = async (products) => {
  const folder = await mkdtemp(join(tmpdir(), 'aisle-products-'));
  const writer = await openEmbeddedWriter(folder);
  await writer.append([...products].sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))));
  await writer.finish();
  const index = await openEmbeddedProducts(folder);
  const dispose = async () => {
    await index.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { index, dispose };
};

productIndexContract('embedded', embedded);
toleranceContract('embedded', embedded);
productIndexContract('reference', async (products) => ({
  index: referenceIndex(products),
  dispose: async () => undefined,
}));
