import type { Product } from '../api/types.js';

/** Silhouettes in a 100 × 100 box, with the words of a category or title that call for them. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [
    /headphone|earbud|headset|audio|electronic/,
    'M20 60V50a30 30 0 0 1 60 0v10h-6V50a24 24 0 0 0-48 0v10zM16 58h14v24H22a6 6 0 0 1-6-6zM70 58h14v18a6 6 0 0 1-6 6h-8z',
  ],
  [
    /phone|tablet|e-?reader/,
    'M34 12h32a6 6 0 0 1 6 6v64a6 6 0 0 1-6 6H34a6 6 0 0 1-6-6V18a6 6 0 0 1 6-6zM33 20v56h34V20zM46 80h8v4h-8z',
  ],
  [
    /laptop|computer|keyboard|monitor|display|\btv\b|projector/,
    'M22 22h56a4 4 0 0 1 4 4v40H18V26a4 4 0 0 1 4-4zM24 28v32h52V28zM10 70h80l-6 8H16z',
  ],
  [
    /camera|webcam/,
    'M14 34h18l6-10h24l6 10h18a4 4 0 0 1 4 4v38a4 4 0 0 1-4 4H14a4 4 0 0 1-4-4V38a4 4 0 0 1 4-4zM50 40a16 16 0 1 0 .1 0z',
  ],
  [
    /charger|cable|power bank|battery|speaker|router/,
    'M30 14h40a6 6 0 0 1 6 6v60a6 6 0 0 1-6 6H30a6 6 0 0 1-6-6V20a6 6 0 0 1 6-6zM50 20a8 8 0 1 0 .1 0zM50 46a16 16 0 1 0 .1 0z',
  ],
  [
    /watch|bracelet|jewel|ring|necklace/,
    'M40 10h20l4 18a24 24 0 0 1 0 44l-4 18H40l-4-18a24 24 0 0 1 0-44zM50 32a18 18 0 1 0 .1 0z',
  ],
  [/boot/, 'M34 14h26v38l20 10a10 10 0 0 1 6 10v10H30V52z'],
  [/sandal|heel|slipper/, 'M12 72c10-4 14-20 24-24 14 8 30 14 48 16a6 6 0 0 1 4 8H22v10H12z'],
  [
    /shoe|sneaker|trainer|footwear|running|loafer/,
    'M12 48c8 4 16 2 22-8l8-4 16 18 22 6a12 12 0 0 1 8 10v6H12zM10 78h80v6H10z',
  ],
  [/dress|skirt|gown/, 'M38 12h8q4 6 8 0h8l4 22-6 8 18 44H22l18-44-6-8z'],
  [/pant|jean|trouser|legging|short|sock|tight/, 'M32 12h36l6 76H58L50 40l-8 48H26z'],
  [
    /jacket|coat|hoodie|sweater|fleece|parka|cardigan|vest/,
    'M36 14h10l4 8 4-8h10l20 12 4 44H76l-4-28v44H28V42l-4 28H12l4-44zM48 26h4v60h-4z',
  ],
  [/hat|cap|beanie|helmet/, 'M22 60a28 28 0 0 1 56 0zM8 62h84a42 10 0 0 1-84 8z'],
  [
    /shirt|tee|top|blouse|clothing|apparel|fashion|pajama/,
    'M36 14q14 12 28 0l24 14-8 18-10-4v46H30V42l-10 4-8-18z',
  ],
  [
    /bag|backpack|luggage|suitcase|wallet|tote|pack/,
    'M36 30v-6a14 14 0 0 1 28 0v6h10a6 6 0 0 1 6 6v46a6 6 0 0 1-6 6H26a6 6 0 0 1-6-6V36a6 6 0 0 1 6-6zM42 30h16v-6a8 8 0 0 0-16 0zM30 56h40v18H30z',
  ],
  [/lamp|light|lantern|chandelier|bulb/, 'M36 14h28l14 36H22zM47 50h6v30h14v8H33v-8h14z'],
  [/chair|stool|bench|seat/, 'M28 12h44v40h6v36h-8V68H30v20h-8V52h6zM36 20v28h28V20z'],
  [
    /sofa|couch|bed|mattress|pillow|bedding|sheet|duvet|blanket|towel|^home$/,
    'M22 34a8 8 0 0 1 8-8h40a8 8 0 0 1 8 8v12h-8v10H30V46h-8zM10 48h12v14h56V48h12v28H10zM16 78h8v8h-8zM76 78h8v8h-8z',
  ],
  [
    /table|desk|shelf|bookcase|cabinet|drawer|furniture|storage|organi/,
    'M10 26h80v10H10zM16 38h8v50h-8zM76 38h8v50h-8zM26 38h48v18H26zM46 44h8v4h-8z',
  ],
  [/knife|knives|cutlery|scissor/, 'M12 66 70 14c12 10 12 24 2 36L58 62l-6-6-32 18zM60 60l22 22-8 8-22-22z'],
  [/pan|skillet|wok|griddle/, 'M10 46h54v8a22 22 0 0 1-22 22H32a22 22 0 0 1-22-22zM66 46h26v8H66z'],
  [
    /pot|cookware|kettle|cooker|bakeware|oven|kitchen/,
    'M20 40h60v34a10 10 0 0 1-10 10H30a10 10 0 0 1-10-10zM8 44h10v10H8zM82 44h10v10H82zM22 32h56v6H22zM46 22h8v8h-8z',
  ],
  [
    /mug|cup|coffee|tea|espresso/,
    'M20 30h46v8h8a14 14 0 0 1 0 28h-8a16 16 0 0 1-16 16H36a16 16 0 0 1-16-16zM66 46v12h7a6 6 0 0 0 0-12zM30 12h4v12h-4zM44 12h4v12h-4z',
  ],
  [
    /blender|mixer|toaster|appliance|vacuum|fryer|fan|heater|humidifier/,
    'M32 12h36l-6 44H38zM36 60h28l6 28H30zM46 70h8v8h-8zM70 18h12v22H68z',
  ],
  [
    /bottle|shampoo|lotion|serum|perfume|conditioner|cleanser|oil|soap|sunscreen|skin|hair/,
    'M42 10h16v14l8 10a10 10 0 0 1 4 8v42a6 6 0 0 1-6 6H36a6 6 0 0 1-6-6V42a10 10 0 0 1 4-8l8-10zM36 50v22h28V50z',
  ],
  [/lipstick|makeup|mascara|cosmetic|beauty|nail/, 'M40 14 58 24v26H40zM36 52h28v36H36z'],
  [
    /plant|seed|garden|pot|planter|lawn|hose|shovel/,
    'M48 50V34C30 34 24 24 24 12c16 0 24 8 26 18 2-10 10-18 26-18 0 12-6 22-24 22v16zM28 54h44l-6 34H34z',
  ],
  [/tent|camp|hik|sleeping|outdoor/, 'M50 14 92 84H8zM50 40 32 84h36z'],
  [
    /bike|bicycle|cycl|scooter|skate/,
    'M26 46a18 18 0 1 0 .1 0zM74 46a18 18 0 1 0 .1 0zM24 62l14-28h-6v-6h18v6h-4l4 8h18l-6-14h12v6h-4l12 30h-6L62 44 50 66h-6L38 48 28 66z',
  ],
  [
    /ball|soccer|basket|tennis|golf|football|volley|sport/,
    'M50 12a38 38 0 1 0 .1 0zM50 34l14 10-5 17H41l-5-17z',
  ],
  [
    /dumbbell|weight|fitness|gym|yoga|exercise|kettlebell/,
    'M10 38h10v24H10zM22 28h12v44H22zM36 46h28v8H36zM66 28h12v44H66zM80 38h10v24H80z',
  ],
  [
    /dog|cat|pet|collar|leash|aquarium|bird/,
    'M50 46c14 0 24 12 24 24s-10 14-24 14-24-2-24-14 10-24 24-24zM20 34a8 11 0 1 0 .1 0zM38 16a8 12 0 1 0 .1 0zM62 16a8 12 0 1 0 .1 0zM80 34a8 11 0 1 0 .1 0z',
  ],
  [
    /puzzle|game|block|toy|doll|plush|figure|kids|baby/,
    'M22 30h18a10 10 0 1 1 20 0h18v18a10 10 0 1 1 0 20v18H22V68a10 10 0 1 0 0-20z',
  ],
  [
    /book|notebook|paper|pen|pencil|office|planner|stationery/,
    'M24 12h48a4 4 0 0 1 4 4v68a4 4 0 0 1-4 4H24zM32 12h4v76h-4zM44 28h24v6H44zM44 40h24v6H44z',
  ],
  [/tool|drill|hammer|wrench|saw|screwdriver/, 'M14 18h44v10h10l14 10v8H58v6H44v36H28V52H14z'],
  [
    /guitar|music|piano|drum|ukulele/,
    'M66 10h12v10L60 40a16 16 0 0 1-4 18 20 20 0 1 1-26 26 20 20 0 0 1 4-30 16 16 0 0 1 20-12zM44 56a8 8 0 1 0 .1 0z',
  ],
  [
    /rug|curtain|mirror|frame|clock|decor|vase|candle/,
    'M36 10h28v10c0 8 14 18 14 40 0 18-8 28-14 30H36c-6-2-14-12-14-30 0-22 14-32 14-40z',
  ],
];

const BOX = 'M14 34 50 18l36 16v38L50 88 14 72zM24 40v26l21 10V49zM55 49v27l21-10V40z';

/** What follows tells of the product, and names others. */
const ASIDE = /,| for | with | in | - /;

/**
 * The silhouette of a product: its category says more than its title, the deepest level most. Of the words of one text
 * the last decides, as in a running jacket.
 */
export function shapeOf({ category = [], title }: Pick<Product, 'category' | 'title'>): string {
  for (const text of [...category].reverse().concat(title.split(ASIDE)[0] ?? '')) {
    let [last, shape] = [-1, ''];
    for (const [words, path] of SHAPES) {
      const ends = [...text.toLowerCase().matchAll(new RegExp(words, 'g'))].map(
        ({ index, 0: found }) => index + found.length,
      );
      const end = Math.max(-1, ...ends);
      if (end > last) [last, shape] = [end, path];
    }
    if (last >= 0) return shape;
  }
  return BOX;
}
