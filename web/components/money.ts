/** A price as people read it; without a currency just the number. */
export function money(price: number, currency: string | undefined): string {
  if (currency === undefined) return price.toFixed(2);
  return new Intl.NumberFormat('en', { style: 'currency', currency }).format(price);
}
