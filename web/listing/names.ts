const HEADINGS: Record<string, string> = {
  category: 'Category',
  brand: 'Brand',
  color: 'Colour',
  size: 'Size',
  availability: 'Availability',
};

const AVAILABILITY: Record<string, string> = {
  in_stock: 'In stock',
  out_of_stock: 'Out of stock',
  preorder: 'To pre-order',
  backorder: 'On back order',
  discontinued: 'No longer made',
};

/** A field as people read it: `attributes.bladeLength` is Blade length. */
export function headingOf(field: string): string {
  const known = HEADINGS[field];
  if (known !== undefined) return known;
  const words = field
    .replace(/^attributes\./, '')
    .replace(/[_-]+/g, ' ')
    .replace(/(\p{Ll})(\p{Lu})/gu, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const availabilityName = (value: string): string => AVAILABILITY[value] ?? value;

export const valueName = (field: string, value: string): string =>
  field === 'availability' ? availabilityName(value) : value;
