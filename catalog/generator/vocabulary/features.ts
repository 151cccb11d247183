/** A property a shopper asks for. */
interface FeatureWords {
  /** As an adjective; the first is the name. */
  readonly forms: readonly [string, ...string[]];
  /** As a need, in words that are not the name's. */
  readonly needs: readonly string[];
  /** As a sentence of a product text. */
  readonly bullet: string;
}

const WORDS = {
  waterproof: {
    forms: ['Waterproof', 'Rainproof', 'Weatherproof'],
    needs: ['for rain', 'for wet weather', 'that keep water out'],
    bullet: 'Sealed against rain and splashes, so the inside stays dry in any downpour',
  },
  lightweight: {
    forms: ['Lightweight', 'Ultralight', 'Featherweight'],
    needs: ['that weigh little', 'easy to carry'],
    bullet: 'Weighs noticeably less than comparable models and is hardly felt in use',
  },
  insulated: {
    forms: ['Insulated', 'Thermal', 'Warm'],
    needs: ['for cold days', 'for winter', 'that keep the heat in'],
    bullet: 'An insulating layer holds the temperature for hours',
  },
  breathable: {
    forms: ['Breathable', 'Ventilated', 'Airy'],
    needs: ['for hot days', 'against sweating'],
    bullet: 'Air passes freely and moisture escapes, even on hot days',
  },
  cushioned: {
    forms: ['Cushioned', 'Padded', 'Shock-Absorbing'],
    needs: ['for sore feet', 'soft on the joints'],
    bullet: 'Thick cushioning takes the shock out of every step',
  },
  nonslip: {
    forms: ['Non-Slip', 'Anti-Skid', 'Grippy'],
    needs: ['for slippery floors', 'that do not slide'],
    bullet: 'A structured surface grips on smooth and wet ground',
  },
  stretch: {
    forms: ['Stretch', 'Elastic', 'Flexible'],
    needs: ['that move with me', 'with some give'],
    bullet: 'Gives way with every movement and springs back into shape',
  },
  foldable: {
    forms: ['Foldable', 'Folding', 'Collapsible'],
    needs: ['for small rooms', 'that pack away flat'],
    bullet: 'Folds flat in seconds and disappears behind a door',
  },
  adjustable: {
    forms: ['Adjustable', 'Height-Adjustable', 'Customizable'],
    needs: ['that fit everyone', 'to set to my height'],
    bullet: 'Adapts to the user without tools in several steps',
  },
  wireless: {
    forms: ['Wireless', 'Cordless', 'Cable-Free'],
    needs: ['without cables', 'with bluetooth'],
    bullet: 'Works without any cable and connects within a second',
  },
  rechargeable: {
    forms: ['Rechargeable', 'USB-C Charging', 'Battery-Powered'],
    needs: ['without disposable batteries', 'to charge by usb'],
    bullet: 'The built-in battery charges over USB-C and lasts for days',
  },
  quiet: {
    forms: ['Quiet', 'Silent', 'Noiseless'],
    needs: ['for light sleepers', 'that make no noise'],
    bullet: 'Runs so softly that a conversation beside it goes on undisturbed',
  },
  noisecancelling: {
    forms: ['Noise-Cancelling', 'ANC', 'Noise-Blocking'],
    needs: ['for loud trains', 'that shut out the world'],
    bullet: 'Microphones measure the surroundings and cancel them out',
  },
  fast: {
    forms: ['Fast', 'High-Speed', 'Rapid'],
    needs: ['that save time', 'in a hurry'],
    bullet: 'Ready in a fraction of the usual time',
  },
  nonstick: {
    forms: ['Nonstick', 'Easy-Release', 'Coated'],
    needs: ['where nothing sticks', 'for eggs without oil'],
    bullet: 'Food slides off the coating, and a wipe is enough to clean it',
  },
  ovensafe: {
    forms: ['Oven-Safe', 'Ovenproof', 'Heat-Resistant'],
    needs: ['that can go in the oven', 'for high heat'],
    bullet: 'Withstands the oven up to 450 °F',
  },
  dishwashersafe: {
    forms: ['Dishwasher-Safe', 'Easy-Clean', 'Machine-Washable'],
    needs: ['that are easy to wash', 'with no scrubbing'],
    bullet: 'Goes into the machine after use and comes out like new',
  },
  leakproof: {
    forms: ['Leakproof', 'Spill-Proof', 'Drip-Free'],
    needs: ['that never spill', 'safe in a bag'],
    bullet: 'A double seal keeps every drop inside, even upside down',
  },
  sharp: {
    forms: ['Razor-Sharp', 'Fine-Edged', 'Hand-Sharpened'],
    needs: ['for clean cuts', 'that stay keen'],
    bullet: 'The edge is honed by hand and keeps its bite for years',
  },
  dimmable: {
    forms: ['Dimmable', 'Adjustable-Brightness', 'Warm-Glow'],
    needs: ['for cosy evenings', 'with soft light'],
    bullet: 'The light can be set from bright to candle-soft',
  },
  washable: {
    forms: ['Washable', 'Stain-Resistant', 'Easy-Care'],
    needs: ['for homes with kids', 'that forgive stains'],
    bullet: 'The cover comes off and goes into the wash at 100 °F',
  },
  compact: {
    forms: ['Compact', 'Space-Saving', 'Small'],
    needs: ['for tiny flats', 'that take little room'],
    bullet: 'Built small enough for narrow corners and short shelves',
  },
  ergonomic: {
    forms: ['Ergonomic', 'Back-Friendly', 'Posture-Supporting'],
    needs: ['for back pain', 'good for long hours'],
    bullet: 'Shaped after the body, so long sessions leave no ache',
  },
  durable: {
    forms: ['Durable', 'Sturdy', 'Long-Lasting'],
    needs: ['that last', 'for rough use'],
    bullet: 'Reinforced where it wears and made to be used daily for years',
  },
  uvresistant: {
    forms: ['UV-Resistant', 'Sun-Proof', 'Fade-Resistant'],
    needs: ['for strong sun', 'that do not fade'],
    bullet: 'Holds its colour through summers of full sun',
  },
  fragrancefree: {
    forms: ['Fragrance-Free', 'Unscented', 'Perfume-Free'],
    needs: ['for sensitive noses', 'without perfume'],
    bullet: 'Made without any scent, gentle on easily irritated people',
  },
  moisturizing: {
    forms: ['Moisturizing', 'Hydrating', 'Nourishing'],
    needs: ['for dry skin', 'against tightness'],
    bullet: 'Binds moisture and leaves a supple feeling that lasts all day',
  },
  vegan: {
    forms: ['Vegan', 'Plant-Based', 'Cruelty-Free'],
    needs: ['without animal products', 'not tested on animals'],
    bullet: 'Free of animal ingredients and never tested on animals',
  },
  educational: {
    forms: ['Educational', 'Learning', 'STEM'],
    needs: ['to learn something', 'for curious minds'],
    bullet: 'Trains thinking and fine motor skills while it is simply fun',
  },
  interactive: {
    forms: ['Interactive', 'Responsive', 'Activity'],
    needs: ['against boredom', 'that keep them busy'],
    bullet: 'Reacts to touch and holds the attention for a long time',
  },
  chewproof: {
    forms: ['Chew-Proof', 'Bite-Resistant', 'Indestructible'],
    needs: ['for strong teeth', 'that survive puppies'],
    bullet: 'Stands up to strong jaws and restless teeth',
  },
  grainfree: {
    forms: ['Grain-Free', 'Hypoallergenic', 'Sensitive'],
    needs: ['for sensitive stomachs', 'against allergies'],
    bullet: 'Made without wheat, maize and soy, and easy to digest',
  },
  solar: {
    forms: ['Solar', 'Solar-Powered', 'Sun-Charged'],
    needs: ['without a power socket', 'powered by the sun'],
    bullet: 'Charges itself by day and works through the night',
  },
  refillable: {
    forms: ['Refillable', 'Reusable', 'Zero-Waste'],
    needs: ['with less waste', 'to use again and again'],
    bullet: 'Can be filled again instead of being thrown away',
  },
} as const satisfies Record<string, FeatureWords>;

export type Feature = keyof typeof WORDS;
export const FEATURES: Readonly<Record<Feature, FeatureWords>> = WORDS;
