import { PRODUCT_FIELDS, type ProductField } from './cleaning/clean-product.js';

/**
 * Names under which feeds carry a product's fields, most telling first; compared without case, spaces and
 * punctuation (`Rating_Count` = `ratingcount`). Where a row has several of them, the first with a value counts.
 */
const ALIASES: Readonly<Record<ProductField, string>> = {
  id: 'productid sku asin itemid articleid articlenumber gtin ean upc _id',
  title: 'name productname producttitle itemname',
  brand: 'brandname manufacturer vendor',
  category: 'categories categorypath producttype googleproductcategory breadcrumbs',
  description: 'productdescription longdescription shortdescription body bodyhtml',
  bullets: 'bulletpoints features highlights keyfeatures',
  color: 'colour colorname productcolor',
  size: 'sizename productsize',
  price: 'saleprice currentprice amount',
  currency: 'currencycode pricecurrency',
  rating: 'averagerating ratingvalue stars avgrating',
  ratingCount: 'ratingscount numratings numberofratings reviewcount reviewscount ratingnumber',
  availability: 'instock stockstatus availabilitystatus stock quantity inventory',
  image: 'imageurl imagelink mainimage thumbnail images imageurls',
  url: 'link producturl permalink',
  groupId: 'itemgroupid parentid parentasin parentsku variantgroupid',
  attributes: 'specifications specs properties',
  createdAt: 'created datecreated creationdate publishedat releasedate dateadded',
  updatedAt: 'updated dateupdated modifiedat lastmodified modified',
};

const normalizeName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

interface Target {
  readonly field: ProductField;
  /** Lower is more telling. */
  readonly rank: number;
}

const EXACT = new Map<string, Target>();
const TARGETS = new Map<string, Target>();
for (const field of PRODUCT_FIELDS) {
  EXACT.set(field, { field, rank: 0 });
  const names = [field.toLowerCase(), ...ALIASES[field].split(' ').map(normalizeName)];
  names.forEach((name, i) => {
    if (!TARGETS.has(name)) TARGETS.set(name, { field, rank: i + 1 });
  });
}

/** The product field that a source name means without a map. */
export const targetOf = (name: string): Target | undefined =>
  EXACT.get(name) ?? TARGETS.get(normalizeName(name));

/** The names looked for, for messages. */
export const namesOf = (field: ProductField): string =>
  [field, ...ALIASES[field].split(' ')].slice(0, 6).join(', ');
