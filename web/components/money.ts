/** A price as people read it; without a currency just the number. */
export function money(price: number, currency: string | undefined): string {
  const style =
    currency === undefined
      ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
      : { style: 'currency' as const, currency };
  return new Intl.NumberFormat('en', style).format(price);
}
