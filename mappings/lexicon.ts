/**
 * English words that say nothing about a product. They are indexed, so that "The Who" or "It" can be found,
 * and dropped from queries that have other words. "without" and "no" stay: they change what is meant.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a am an and are as at be been being but by can did do does for from had has have how i if in into is it its ' +
    'me my of on or our so such than that the their them then there these they this those to was we were what ' +
    'when where which who whom whose why will with would you your'
  ).split(' '),
);

/** Plurals that a suffix stemmer cannot know. */
export const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['woman', 'women'],
  ['man', 'men'],
  ['children', 'child'],
  ['feet', 'foot'],
  ['teeth', 'tooth'],
  ['mice', 'mouse'],
  ['geese', 'goose'],
  ['knives', 'knife'],
  ['shelves', 'shelf'],
  ['scarves', 'scarf'],
  ['wolves', 'wolf'],
  ['loaves', 'loaf'],
]);

/** Units as written after a number → the form that the joined term carries (`12 ounces` → `12oz`). */
export const UNITS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    oz: 'oz ounce ounces',
    lb: 'lb lbs pound pounds',
    g: 'g gram grams',
    kg: 'kg kgs kilo kilos kilogram kilograms',
    mg: 'mg milligram milligrams',
    mcg: 'mcg',
    iu: 'iu',
    ml: 'ml milliliter milliliters millilitre millilitres',
    l: 'l liter liters litre litres',
    gal: 'gal gallon gallons',
    qt: 'qt quart quarts',
    pt: 'pt pint pints',
    mm: 'mm millimeter millimeters',
    cm: 'cm centimeter centimeters',
    m: 'm meter meters metre metres',
    inch: 'inch inches',
    ft: 'ft foot feet',
    yd: 'yd yard yards',
    w: 'w watt watts',
    kw: 'kw kilowatt kilowatts',
    wh: 'wh',
    kwh: 'kwh',
    v: 'v volt volts',
    amp: 'amp amps ampere amperes',
    ah: 'ah',
    mah: 'mah',
    hz: 'hz',
    mhz: 'mhz',
    ghz: 'ghz',
    rpm: 'rpm',
    psi: 'psi',
    btu: 'btu btus',
    lm: 'lm lumen lumens',
    mb: 'mb megabyte megabytes',
    gb: 'gb gig gigs gigabyte gigabytes',
    tb: 'tb terabyte terabytes',
    mp: 'mp megapixel megapixels',
    pack: 'pack packs pk',
    count: 'count counts ct',
    piece: 'piece pieces pc pcs',
  }).flatMap(([unit, spellings]) => spellings.split(' ').map((spelling) => [spelling, unit] as const)),
);

/** The spellings of each unit, by the form that the joined term carries. */
export const UNIT_SPELLINGS: ReadonlyMap<string, readonly string[]> = spellingsOf(UNITS);

function spellingsOf(units: ReadonlyMap<string, string>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [spelling, unit] of units) found.set(unit, [...(found.get(unit) ?? []), spelling]);
  return found;
}

/** Units that are words of their own elsewhere: read as a unit only when glued to the number (`12in`). */
export const GLUED_UNITS: ReadonlyMap<string, string> = new Map([['in', 'inch']]);
