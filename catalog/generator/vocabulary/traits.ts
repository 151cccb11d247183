/** How a value of a trait is said: the first form is the name, the others are what people say instead. */
type Forms<K extends string> = Readonly<Record<K, readonly [string, ...string[]]>>;

const COLOR_FORMS = {
  black: ['Black', 'Jet Black', 'Onyx'],
  white: ['White', 'Ivory', 'Snow White'],
  grey: ['Grey', 'Gray', 'Slate', 'Charcoal'],
  navy: ['Navy', 'Dark Blue', 'Midnight Blue'],
  blue: ['Blue', 'Cobalt', 'Royal Blue'],
  teal: ['Teal', 'Petrol', 'Blue Green'],
  green: ['Green', 'Emerald', 'Fern'],
  olive: ['Olive', 'Khaki', 'Moss'],
  red: ['Red', 'Crimson', 'Cherry'],
  burgundy: ['Burgundy', 'Wine Red', 'Maroon'],
  pink: ['Pink', 'Rose', 'Blush'],
  purple: ['Purple', 'Violet', 'Plum'],
  yellow: ['Yellow', 'Mustard', 'Lemon'],
  orange: ['Orange', 'Tangerine', 'Rust'],
  brown: ['Brown', 'Chestnut', 'Walnut Brown'],
  beige: ['Beige', 'Sand', 'Cream'],
} as const;

const STYLE_FORMS = {
  minimalist: ['Minimalist', 'Simple', 'Clean-Lined'],
  classic: ['Classic', 'Timeless', 'Traditional'],
  vintage: ['Vintage', 'Retro', 'Old-School'],
  rustic: ['Rustic', 'Farmhouse', 'Country'],
  industrial: ['Industrial', 'Loft', 'Raw'],
  scandinavian: ['Scandinavian', 'Nordic', 'Scandi'],
  boho: ['Boho', 'Bohemian', 'Hippie'],
  modern: ['Modern', 'Contemporary', 'Sleek'],
  elegant: ['Elegant', 'Refined', 'Chic'],
  sporty: ['Sporty', 'Athletic', 'Dynamic'],
  rugged: ['Rugged', 'Heavy-Duty', 'Tough'],
  playful: ['Playful', 'Fun', 'Quirky'],
  floral: ['Floral', 'Flower Print', 'Botanical'],
  urban: ['Urban', 'Streetwear', 'City'],
  professional: ['Professional', 'Pro', 'Expert'],
  natural: ['Natural', 'Earthy', 'Organic Look'],
} as const;

const MATERIAL_FORMS = {
  mesh: ['Mesh', 'Knit Mesh', 'Airy Mesh'],
  leather: ['Leather', 'Full-Grain Leather', 'Cowhide'],
  suede: ['Suede', 'Nubuck'],
  canvas: ['Canvas', 'Cotton Canvas'],
  cotton: ['Cotton', 'Organic Cotton', 'Pure Cotton'],
  linen: ['Linen', 'Flax Linen'],
  merino: ['Merino Wool', 'Merino', 'Fine Wool'],
  fleece: ['Fleece', 'Brushed Fleece'],
  denim: ['Denim', 'Jean Fabric'],
  silk: ['Silk', 'Satin Silk'],
  polyester: ['Polyester', 'Recycled Polyester'],
  nylon: ['Nylon', 'Ripstop Nylon', 'Ripstop'],
  down: ['Down', 'Goose Down', 'Feather Fill'],
  velvet: ['Velvet', 'Plush Velvet'],
  oak: ['Oak', 'Solid Oak'],
  walnut: ['Walnut', 'Walnut Wood'],
  pine: ['Pine', 'Pine Wood'],
  bamboo: ['Bamboo', 'Bamboo Wood'],
  rattan: ['Rattan', 'Wicker', 'Woven Cane'],
  steel: ['Stainless Steel', 'Steel', 'Inox'],
  iron: ['Cast Iron', 'Iron'],
  copper: ['Copper', 'Hammered Copper'],
  aluminium: ['Aluminum', 'Aluminium', 'Brushed Aluminum'],
  carbon: ['Carbon', 'Carbon Fiber'],
  ceramic: ['Ceramic', 'Stoneware', 'Glazed Clay'],
  porcelain: ['Porcelain', 'Fine China'],
  glass: ['Glass', 'Borosilicate Glass'],
  marble: ['Marble', 'Marble Stone'],
  silicone: ['Silicone', 'Food-Grade Silicone'],
  plastic: ['Plastic', 'Recycled Plastic', 'ABS'],
  rubber: ['Rubber', 'Natural Rubber'],
  cork: ['Cork', 'Natural Cork'],
  foam: ['Memory Foam', 'Foam'],
  jute: ['Jute', 'Hemp', 'Sisal'],
  terracotta: ['Terracotta', 'Fired Clay'],
  paper: ['Recycled Paper', 'Kraft Paper'],
  shea: ['Shea Butter', 'Shea'],
  argan: ['Argan Oil', 'Moroccan Oil'],
  aloe: ['Aloe Vera', 'Aloe'],
  charcoal: ['Activated Charcoal', 'Bamboo Charcoal'],
  chicken: ['Chicken', 'Poultry'],
  salmon: ['Salmon', 'Wild Fish'],
} as const;

export type Color = keyof typeof COLOR_FORMS;
export type Style = keyof typeof STYLE_FORMS;
export type Material = keyof typeof MATERIAL_FORMS;

export const COLORS: Forms<Color> = COLOR_FORMS;
export const STYLES: Forms<Style> = STYLE_FORMS;
export const MATERIALS: Forms<Material> = MATERIAL_FORMS;

/** Colours of a kind of thing; a leaf names one. Empty: such things have no colour worth naming. */
export const PALETTES = {
  full: Object.keys(COLOR_FORMS) as readonly Color[],
  outdoor: ['black', 'grey', 'navy', 'blue', 'teal', 'green', 'olive', 'red', 'orange', 'yellow', 'purple'],
  calm: ['black', 'white', 'grey', 'navy', 'green', 'brown', 'beige', 'burgundy', 'teal', 'pink'],
  kitchen: ['black', 'white', 'red', 'blue', 'green', 'grey', 'teal', 'beige', 'orange'],
  tech: ['black', 'white', 'grey', 'navy', 'blue', 'red', 'pink', 'green'],
  none: [],
} as const satisfies Record<string, readonly Color[]>;
export type Palette = keyof typeof PALETTES;

/** A series of sizes, in order; variants of one article may differ in it. */
export const SIZES = {
  shoe: ['6', '6.5', '7', '7.5', '8', '8.5', '9', '9.5', '10', '11', '12'],
  clothing: ['XS', 'S', 'M', 'L', 'XL', 'XXL'],
  kids: ['2T', '3T', '4T', '5', '6', '8', '10'],
  bed: ['Twin', 'Full', 'Queen', 'King'],
  rug: ['2 x 3 ft', '3 x 5 ft', '5 x 8 ft', '8 x 10 ft'],
  litre: ['15 L', '20 L', '28 L', '35 L', '50 L', '65 L'],
  quart: ['2 qt', '3 qt', '5 qt', '7 qt'],
  inch: ['8 in', '10 in', '12 in', '14 in'],
  pack: ['1 Pack', '2 Pack', '3 Pack', '6 Pack'],
  weight: ['10 lb', '20 lb', '30 lb', '45 lb'],
  bottle: ['1.7 oz', '3.4 oz', '6.8 oz', '10 oz'],
  storage: ['64 GB', '128 GB', '256 GB', '512 GB'],
  person: ['1 Person', '2 Person', '3 Person', '4 Person'],
  pet: ['Small', 'Medium', 'Large', 'X-Large'],
  feet: ['25 ft', '50 ft', '75 ft', '100 ft'],
  none: [],
} as const satisfies Record<string, readonly string[]>;
export type SizeSystem = keyof typeof SIZES;

export type Audience = 'women' | 'men' | 'unisex' | 'girls' | 'boys';
