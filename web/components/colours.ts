const NAMED: Record<string, string> = {
  black: '#2b2b2f',
  onyx: '#35363b',
  white: '#f4f3ef',
  ivory: '#efe9d8',
  cream: '#efe6cf',
  grey: '#8c9196',
  gray: '#8c9196',
  charcoal: '#45494f',
  silver: '#c2c7cc',
  slate: '#5d6b78',
  red: '#c23b3b',
  crimson: '#a8243a',
  cherry: '#b12a45',
  maroon: '#702a34',
  burgundy: '#6d2137',
  coral: '#ec7a63',
  pink: '#e39ab4',
  blush: '#e6b3b8',
  rose: '#d98a9c',
  orange: '#e08a3c',
  tangerine: '#ea8a35',
  rust: '#a9532c',
  amber: '#d99a2b',
  gold: '#c9a24a',
  yellow: '#e3c64a',
  lemon: '#e8d657',
  mustard: '#c29a2e',
  olive: '#7b7d3f',
  green: '#4b8a57',
  emerald: '#2f8f5f',
  fern: '#5f9350',
  moss: '#6f7a3f',
  sage: '#9aae8f',
  forest: '#2f5d43',
  mint: '#a3d3bb',
  teal: '#2f8584',
  petrol: '#24606b',
  turquoise: '#45b3ad',
  blue: '#3d6fb4',
  cobalt: '#2c56a8',
  navy: '#27385f',
  sky: '#86b7dd',
  indigo: '#46479b',
  purple: '#7a4f97',
  violet: '#7f5aa8',
  lavender: '#b3a2d3',
  plum: '#6b3d63',
  brown: '#7b5338',
  chestnut: '#84482f',
  tan: '#c3a27c',
  beige: '#d9c7a6',
  sand: '#d6c39c',
  khaki: '#a89a6b',
  copper: '#b0693f',
  natural: '#c9ac80',
  walnut: '#6a4a35',
  oak: '#b98d59',
  clear: '#cfe3ea',
};

/** A hue of its own for each id, the same each time. Degrees. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return hash;
}

/** What a colour's name looks like; a colour of the product's own where the name says nothing. */
export function colourOf(name: string | undefined, id: string): string {
  for (const word of (name ?? '')
    .toLowerCase()
    .split(/[^a-z]+/)
    .reverse()) {
    const known = NAMED[word];
    if (known !== undefined) return known;
  }
  return `hsl(${hueOf(id)} 32% 55%)`;
}
