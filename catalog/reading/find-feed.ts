/** What names of fields say; a map has its part in it. */
export interface NameCheck {
  /** How many of them mean something. */
  known(names: readonly string[]): number;
  /** Whether they can give a product: an id and a title. */
  suffice(names: readonly string[]): boolean;
}

interface ObjectList {
  readonly key: string;
  readonly opensAt: number;
  /** Keys of the outer object that stand before it. */
  readonly before: readonly string[];
  /** Keys of its elements, as far as they are seen. */
  readonly names: Set<string>;
}

interface Outline {
  /** Keys of the outer object, as far as they are seen. */
  readonly keys: readonly string[];
  readonly lists: readonly ObjectList[];
  /** Where the outer object ends, if that is seen. */
  readonly endsAt: number | undefined;
}

/** Names under which feeds carry their products. A product's own lists of products (variants) have others. */
const FEED_KEYS = new Set(
  'products product items item hits data results result records rows entries docs documents articles listings catalog catalogue'.split(
    ' ',
  ),
);

/** Strings with the colon of a key, also one that the end of the text cuts, and brackets. */
const TOKEN = /"([^"\\]*(?:\\[^][^"\\]*)*)(?:"(\s*:)?|\\?$)|[[\]{}]/g;

/**
 * Where the list opens that an outer object wraps (`{"currency": "EUR", "products": [{…}]}`); undefined where the
 * object is a product itself and its lists are attributes, or where another object follows it.
 */
export function findFeed(head: string, start: number, check: NameCheck): number | undefined {
  const { keys, lists, endsAt } = outline(head, start);
  if (endsAt !== undefined && opensObject(head, endsAt + 1)) return undefined;
  const ranked = lists.map((list) => ({ opensAt: list.opensAt, rank: rankOf(list, keys, check) }));
  const best = Math.max(...ranked.map(({ rank }) => rank));
  return best > 0 ? ranked.find(({ rank }) => rank === best)?.opensAt : undefined;
}

/** How likely the list is the feed; 0 where it is an attribute. */
function rankOf({ key, before, names }: ObjectList, keys: readonly string[], check: NameCheck): number {
  const named = FEED_KEYS.has(key.toLowerCase().replace(/[^a-z]/g, ''));
  const ofProducts = check.suffice([...names]);
  if (ofProducts && named) return 3;
  // Variants have ids and titles too: what has both itself is a product.
  if (check.suffice(keys.filter((each) => each !== key))) return 0;
  if (ofProducts) return 2;
  return named || check.known(before) === 0 ? 1 : 0;
}

function outline(head: string, start: number): Outline {
  const token = new RegExp(TOKEN);
  token.lastIndex = start + 1;
  const keys: string[] = [];
  const lists = new Set<ObjectList>();
  let list: ObjectList | undefined;
  let depth = 1;
  for (let match = token.exec(head); match !== null; match = token.exec(head)) {
    const [text, string, colon] = match;
    if (string !== undefined) {
      if (colon !== undefined && depth === 1) keys.push(utf8(string));
      else if (colon !== undefined && depth === 3) list?.names.add(utf8(string));
    } else if (text === '[' || text === '{') {
      if (depth === 1) {
        const holdsObjects = text === '[' && opensObject(head, match.index + 1);
        const [key = ''] = keys.slice(-1);
        list = holdsObjects
          ? { key, opensAt: match.index, before: keys.slice(0, -1), names: new Set() }
          : undefined;
        if (list !== undefined) lists.add(list);
      }
      depth++;
    } else {
      depth--;
      if (depth === 0) return { keys, lists: [...lists], endsAt: match.index };
      // No comma between two objects: a row that breaks off inside a list, and the rows after it.
      if (depth === 2 && list !== undefined && opensObject(head, match.index + 1)) lists.delete(list);
    }
  }
  return { keys, lists: [...lists], endsAt: undefined };
}

const opensObject = (head: string, from: number): boolean => /^\s*\{/.test(head.slice(from, from + 256));

/** The head has one character a byte. */
const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');
