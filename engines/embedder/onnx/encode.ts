import { Tokenizer } from '@huggingface/tokenizers';

/** What is used of the library, whose own types do not resolve under Node's module rules. */
const ModelTokenizer = Tokenizer as unknown as new (
  json: object,
  config: object,
) => { encode(text: string): { ids: number[] } };

/** Characters of a text that are looked at, for each token of the limit: what lies behind them cannot be reached. */
const CHARACTERS_A_TOKEN = 32;

/** A half of a pair is no character: the tokeniser would refuse it. */
const LONE_SURROGATES = /\p{Surrogate}/gu;

export type Encode = (text: string) => number[];

/** A tokeniser of a model's own file, whose fixed padding and truncation are replaced by a limit in tokens. */
export function createEncode(json: Record<string, unknown>, tokenLimit: number): Encode {
  const tokenizer = new ModelTokenizer({ ...json, padding: null, truncation: null }, {});
  return (text) => {
    const { ids } = tokenizer.encode(
      text.slice(0, tokenLimit * CHARACTERS_A_TOKEN).replace(LONE_SURROGATES, '\ufffd'),
    );
    const last = ids.at(-1);
    // The closing token stays at the end of a text that is cut.
    return ids.length <= tokenLimit || last === undefined ? ids : [...ids.slice(0, tokenLimit - 1), last];
  };
}
