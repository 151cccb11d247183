import type { Color, Material, Style } from './traits.js';

/** A drawn-up character: what differs between two of them is meant to be seen. */
export interface Persona {
  readonly name: string;
  /** Keys of leaves. */
  readonly needs: readonly [string, string, string];
  readonly audience: 'women' | 'men';
  readonly styles: readonly [Style, Style];
  readonly colors: readonly [Color, Color];
  readonly materials: readonly Material[];
  readonly level: number;
}

/** In pairs that need the same things and like different ones. */
export const PERSONAS: readonly Persona[] = [
  {
    name: 'Mara',
    needs: ['trail-running-shoes', 'running-jackets', 'hiking-backpacks'],
    audience: 'women',
    styles: ['rugged', 'sporty'],
    colors: ['teal', 'olive'],
    materials: ['nylon', 'leather'],
    level: 3,
  },
  {
    name: 'Jonas',
    needs: ['trail-running-shoes', 'running-jackets', 'road-running-shoes'],
    audience: 'men',
    styles: ['minimalist', 'modern'],
    colors: ['black', 'red'],
    materials: ['mesh', 'polyester'],
    level: 1,
  },
  {
    name: 'Greta',
    needs: ['throw-pillows', 'sofas', 'floor-lamps'],
    audience: 'women',
    styles: ['scandinavian', 'modern'],
    colors: ['beige', 'grey'],
    materials: ['linen', 'oak', 'cotton'],
    level: 3,
  },
  {
    name: 'Bruno',
    needs: ['throw-pillows', 'sofas', 'floor-lamps'],
    audience: 'men',
    styles: ['boho', 'vintage'],
    colors: ['burgundy', 'purple'],
    materials: ['velvet', 'rattan', 'copper'],
    level: 1,
  },
  {
    name: 'Tomasz',
    needs: ['headphones', 'keyboards', 'speakers'],
    audience: 'men',
    styles: ['minimalist', 'professional'],
    colors: ['black', 'grey'],
    materials: ['aluminium', 'leather'],
    level: 3.5,
  },
  {
    name: 'Priya',
    needs: ['headphones', 'phone-cases', 'speakers'],
    audience: 'women',
    styles: ['playful', 'modern'],
    colors: ['pink', 'red'],
    materials: ['plastic', 'silicone'],
    level: 0.5,
  },
];
