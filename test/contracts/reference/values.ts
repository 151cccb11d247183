import { AisleError } from '../../../base/index.js';
import type { Product } from '../../../catalog/index.js';
import type { TextField } from '../../../mappings/index.js';

export function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new AisleError('bad_request', `ordinal ${index} is out of bounds`);
  return found;
}

export function textOf(product: Product, field: TextField): string {
  const value = product[field];
  return typeof value === 'string' ? value : (value ?? []).join('\n');
}

export function keywordsOf(product: Product, field: string): string[] {
  if (field === 'category')
    return (product.category ?? []).map((_, i, path) => path.slice(0, i + 1).join(' > '));
  const value = field.startsWith('attributes.')
    ? Object.entries(product.attributes ?? {}).find(([name]) => field === `attributes.${name}`)?.[1]
    : (product as unknown as Record<string, string | undefined>)[field];
  if (value === undefined || typeof value === 'number') return [];
  return Array.isArray(value) ? [...(value as string[])] : [String(value)];
}

export function numbersOf(product: Product, field: string): number[] {
  if (field === 'createdAt') return product.createdAt === undefined ? [] : [Date.parse(product.createdAt)];
  const value = field.startsWith('attributes.')
    ? Object.entries(product.attributes ?? {}).find(([name]) => field === `attributes.${name}`)?.[1]
    : (product as unknown as Record<string, unknown>)[field];
  return typeof value === 'number' ? [value] : [];
}
