import { AisleError, invalid, isAisleError } from '../base/index.js';
import type { RankingContent } from './content.js';
import { parseDraft } from './parse-draft.js';

/** The lists of a ranking whose entries are changed one by one. */
export type ItemList = 'synonyms' | 'rules';

/**
 * The content with one entry of a list new or replaced; `json` may leave its id out. Throws `bad_request` with every
 * mistake and its path in the entry.
 */
export async function withItem(
  content: RankingContent,
  list: ItemList,
  id: string,
  json: object,
): Promise<RankingContent> {
  const named = (json as { id?: unknown }).id;
  if (named !== undefined && named !== id)
    throw invalid('the request', [{ path: 'id', message: `expected ${id}, as in the path` }]);
  const all: readonly { readonly id: string }[] = content[list];
  const known = all.findIndex((one) => one.id === id);
  const index = known < 0 ? all.length : known;
  const changed = [...all.slice(0, index), { ...json, id }, ...all.slice(index + 1)];
  try {
    return { ...content, ...(await parseDraft({ [list]: changed })) };
  } catch (error) {
    if (!isAisleError(error)) throw error;
    const own = `${list}.${index}.`;
    throw invalid(
      'the request',
      error.errors.map(({ path, message }) => ({
        path: path.startsWith(own) ? path.slice(own.length) : path,
        message,
      })),
    );
  }
}

/** The content without one entry of a list. Throws `not_found`. */
export function withoutItem(content: RankingContent, list: ItemList, id: string): RankingContent {
  const left = (all: readonly { readonly id: string }[]) => all.filter((one) => one.id !== id);
  if (left(content[list]).length === content[list].length) throw missing(list, id);
  return { ...content, [list]: left(content[list]) };
}

/** The content with a further stop word. Throws `bad_request`. */
export async function withStopWord(content: RankingContent, word: string): Promise<RankingContent> {
  const stopWords = [...new Set([...content.stopWords, word])];
  return { ...content, ...(await parseDraft({ stopWords })) };
}

/** Throws `not_found`. */
export function withoutStopWord(content: RankingContent, word: string): RankingContent {
  if (!content.stopWords.includes(word)) throw missing('stop words', word);
  return { ...content, stopWords: content.stopWords.filter((one) => one !== word) };
}

function missing(list: string, id: string): AisleError {
  return new AisleError('not_found', `the ${list} hold no ${id}`);
}
