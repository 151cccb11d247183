import { parseMap, readCatalog } from '../catalog/index.js';
import { generateProducts } from '../catalog/generator/index.js';
import { passageText, type Template } from '../engines/embedder/index.js';

export interface TextsOptions {
  /** Product file with its map as read from JSON; absent: generated products. */
  readonly products?: string | undefined;
  readonly map?: unknown;
  /** Texts at most. */
  readonly size: number;
  readonly seed: number;
  readonly template: Template;
}

/** What is embedded of the first products of a file, or of as many generated ones. */
export async function productTexts(options: TextsOptions): Promise<string[]> {
  const { products, map, size, seed, template } = options;
  if (products === undefined) {
    return Array.from(generateProducts({ products: size, seed }), (product) =>
      passageText(product, template),
    );
  }
  const texts: string[] = [];
  for await (const rows of readCatalog(products, map === undefined ? {} : { map: parseMap(map) })) {
    for (const row of rows) if (row.kind === 'product') texts.push(passageText(row.product, template));
    if (texts.length >= size) break;
  }
  return texts.slice(0, size);
}
