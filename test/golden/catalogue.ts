import type { Product } from '../../catalog/index.js';

/** A shop small enough to judge each ranking by eye. */
export const SHOP: readonly Product[] = [
  { id: '01', title: 'Trail running shoes', brand: 'Fellhund', color: 'red', category: ['Shoes', 'Running'] },
  { id: '02', title: 'Road running shoes', brand: 'Fellhund', color: 'blue', category: ['Shoes', 'Running'] },
  { id: '03', title: 'Leather shoes', brand: 'Brogan', color: 'black', category: ['Shoes', 'Formal'] },
  { id: '04', title: 'Running socks', brand: 'Fellhund', color: 'red', category: ['Clothing', 'Socks'] },
  { id: '05', title: 'Shoe rack', category: ['Home'], description: 'Holds twelve pairs of running shoes.' },
  { id: '06', title: 'Nordlicht WH-1000XM4 headphones', brand: 'Nordlicht', category: ['Audio'] },
  {
    id: '07',
    title: 'Nordlicht WH-1000XM3 headphones',
    brand: 'Nordlicht',
    category: ['Audio'],
    attributes: { sku: 'NL-2024-3' },
  },
  { id: '08', title: 'Hard case for WH-1000XM4', category: ['Audio', 'Cases'] },
  { id: '09', title: 'Wireless earbuds', bullets: ['Like headphones, but smaller'], category: ['Audio'] },
  { id: '10', title: 'Stainless bottle, 12 oz', color: 'red', category: ['Kitchen'] },
  {
    id: '11',
    title: 'Glass bottle, 24 ounces',
    color: 'green',
    category: ['Kitchen'],
    attributes: { ean: '4006381333931' },
  },
  { id: '12', title: 'T-shirt', color: 'red', category: ['Clothing'] },
  { id: '13', title: 'Sunglasses', color: 'black', category: ['Accessories'] },
  { id: '14', title: 'Stehlampe für das Wohnzimmer', category: ['Home', 'Lamps'] },
  { id: '15', title: '无线耳机 降噪', category: ['Audio'] },
  { id: '16', title: 'Television stand', category: ['Home'] },
];
