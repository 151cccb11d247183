import { leaf, type DepartmentSpec } from './leaf.js';

export const TECH: readonly DepartmentSpec[] = [
  {
    name: 'Electronics',
    brands: 'tech',
    leaves: [
      leaf(
        'headphones',
        {
          path: 'Audio > Headphones',
          nouns: 'headphones|over-ear cans|headsets',
          uses: 'commuting|music in the office|long flights',
          features: ['wireless', 'noisecancelling', 'foldable', 'cushioned'],
          materials: ['leather', 'plastic', 'aluminium'],
          styles: ['modern', 'minimalist', 'professional', 'urban', 'playful'],
          complements: ['phone-cases'],
        },
        { palette: 'tech', sizes: 'none', price: [25, 480], share: 3 },
      ),
      leaf(
        'speakers',
        {
          path: 'Audio > Portable Speakers',
          nouns: 'portable speakers|bluetooth boxes|music boxes',
          uses: 'picnics|pool parties|the workshop',
          features: ['waterproof', 'wireless', 'rechargeable', 'compact'],
          materials: ['plastic', 'aluminium', 'polyester'],
          styles: ['modern', 'rugged', 'vintage', 'playful', 'minimalist'],
          complements: ['headphones'],
        },
        { palette: 'tech', sizes: 'none', price: [20, 390], share: 2 },
      ),
      leaf(
        'smartwatches',
        {
          path: 'Wearables > Smartwatches',
          nouns: 'smartwatches|fitness watches|wrist computers',
          uses: 'training and sleep|messages on the wrist',
          features: ['waterproof', 'lightweight', 'rechargeable'],
          materials: ['silicone', 'leather', 'steel', 'aluminium'],
          styles: ['sporty', 'elegant', 'minimalist', 'rugged'],
          complements: ['headphones'],
        },
        { palette: 'tech', sizes: 'none', price: [45, 650], share: 2 },
      ),
      leaf(
        'phone-cases',
        {
          path: 'Phones > Phone Cases',
          nouns: 'phone cases|mobile covers|smartphone shells',
          uses: 'clumsy hands|festival days',
          features: ['durable', 'waterproof', 'compact', 'nonslip'],
          materials: ['silicone', 'leather', 'plastic', 'cork'],
          styles: ['minimalist', 'playful', 'floral', 'rugged', 'elegant'],
          complements: ['power-banks'],
        },
        { palette: 'full', sizes: 'none', price: [8, 70], share: 2 },
      ),
      leaf(
        'power-banks',
        {
          path: 'Phones > Power Banks',
          nouns: 'power banks|portable chargers|battery packs',
          uses: 'travel days|dead batteries',
          features: ['fast', 'compact', 'lightweight', 'solar'],
          materials: ['aluminium', 'plastic'],
          styles: ['minimalist', 'rugged', 'modern', 'playful'],
          complements: ['phone-cases'],
        },
        { palette: 'tech', sizes: 'none', price: [12, 130] },
      ),
      leaf(
        'keyboards',
        {
          path: 'Computers > Keyboards',
          nouns: 'keyboards|typing boards|mechanical keypads',
          uses: 'programmers|long texts|gaming nights',
          features: ['wireless', 'quiet', 'ergonomic', 'compact', 'rechargeable'],
          materials: ['aluminium', 'plastic', 'walnut'],
          styles: ['minimalist', 'vintage', 'professional', 'playful', 'industrial'],
          complements: ['computer-mice'],
        },
        { palette: 'tech', sizes: 'none', price: [20, 290], share: 2 },
      ),
      leaf(
        'computer-mice',
        {
          path: 'Computers > Mice',
          nouns: 'computer mice|pc pointers|optical mice',
          uses: 'spreadsheets|quick games',
          features: ['wireless', 'quiet', 'ergonomic', 'rechargeable'],
          materials: ['plastic', 'aluminium'],
          styles: ['minimalist', 'professional', 'playful', 'modern'],
          complements: ['keyboards'],
        },
        { palette: 'tech', sizes: 'none', price: [10, 140] },
      ),
      leaf(
        'tablets',
        {
          path: 'Computers > Tablets',
          nouns: 'tablets|touchscreen slates|drawing pads',
          uses: 'reading and films|sketching on the train',
          features: ['lightweight', 'fast', 'waterproof'],
          materials: ['aluminium', 'glass', 'plastic'],
          styles: ['modern', 'minimalist', 'professional', 'playful'],
          complements: ['keyboards'],
        },
        { palette: 'tech', sizes: 'storage', price: [90, 1400], share: 2 },
      ),
    ],
  },
];
