import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createUserTokens } from './user-token.js';

const NOW = Date.UTC(2026, 0, 1);
const SECONDS = NOW / 1_000;
const clock = { now: () => NOW };
const secret = 'a-secret-of-this-shop-0123456789abcdef';
const tokens = createUserTokens({ secrets: [secret], shop: 'shop', clock });

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token as anybody may write one. */
function forged(
  payload: object,
  { alg = 'HS256', key = secret }: { alg?: string; key?: string } = {},
): string {
  const text = `${part({ alg })}.${part(payload)}`;
  const signature = alg === 'none' ? '' : createHmac('sha256', key).update(text).digest('base64url');
  return `${text}.${signature}`;
}
const good = { sub: 'ann', iss: 'shop', exp: SECONDS + 60 };
const refusal = (message: string) => ({ code: 'unauthorized', message: expect.stringContaining(message) });

describe('a signed user token', () => {
  test('names the user it was minted for', async () => {
    expect(await tokens.verify(await tokens.mint('Änn 7', 10))).toBe('Änn 7');
    expect(await tokens.verify(forged(good))).toBe('ann');
  });

  test.each([
    ['without a signature', forged(good, { alg: 'none' }), 'not signed by this shop'],
    ['signed with another secret', forged(good, { key: 'guessed' }), 'not signed by this shop'],
    ['of another algorithm', forged(good, { alg: 'HS512' }), 'not signed by this shop'],
    ['that has expired', forged({ ...good, exp: SECONDS - 31 }), 'has expired'],
    ['of another shop', forged({ ...good, iss: 'other' }), 'not for this shop'],
    ['that never ends', forged({ sub: 'ann', iss: 'shop' }), 'no valid exp'],
    ['that lasts for a year', forged({ ...good, exp: SECONDS + 86_400 * 365 }), 'more than 24 hours'],
    ['of nobody', forged({ iss: 'shop', exp: SECONDS + 60 }), 'no valid sub'],
    ['of a nameless one', forged({ ...good, sub: '' }), 'names no user'],
    ['that is not valid yet', forged({ ...good, nbf: SECONDS + 600 }), 'no valid nbf'],
    ['that is no token', 'ann', 'not a signed token'],
    ['that is a book', 'x'.repeat(5_000), 'too long'],
  ])('%s is refused', async (_, token, message) => {
    await expect(tokens.verify(token)).rejects.toMatchObject(refusal(message));
  });

  test('a clock that differs by seconds changes nothing', async () => {
    expect(await tokens.verify(forged({ ...good, exp: SECONDS - 20 }))).toBe('ann');
  });

  test('secrets rotate: the first signs, all are accepted, a removed one is not', async () => {
    const next = 'another-secret-of-this-shop-0123456789';
    const both = createUserTokens({ secrets: [next, secret], shop: 'shop', clock });
    const old = await tokens.mint('ann', 5);
    expect(await both.verify(old)).toBe('ann');
    const fresh = await both.mint('ann', 5);
    await expect(tokens.verify(fresh)).rejects.toMatchObject(refusal('not signed'));
    expect(await createUserTokens({ secrets: [next], shop: 'shop', clock }).verify(fresh)).toBe('ann');
  });

  test("an asymmetric key's name does not make its text a secret", async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    await expect(tokens.verify(forged(good, { alg: 'RS256', key: String(pem) }))).rejects.toMatchObject(
      refusal('not signed'),
    );
  });

  test('no changed character passes', async () => {
    const token = forged(good);
    const position = fc.integer({ min: 0, max: token.length - 1 });
    await fc.assert(
      fc.asyncProperty(
        position,
        fc.constantFrom('a', 'b', 'X', 'Z', '0', '9', '-', '_', '.', '='),
        async (at, letter) => {
          fc.pre(token[at] !== letter);
          const changed = token.slice(0, at) + letter + token.slice(at + 1);
          const outcome = await tokens.verify(changed).then(
            (user) => user,
            (error: unknown) => (error as { code?: unknown }).code,
          );
          // The last letter of base64url holds spare bits: another letter may be the same signature.
          if (outcome !== 'unauthorized') {
            expect(at).toBe(token.length - 1);
            expect(outcome).toBe('ann');
          }
        },
      ),
      { seed: 5, numRuns: 300 },
    );
  });

  test('no refusal says anything of the token or the secret', async () => {
    for (const token of ['ann', forged(good, { key: 'guessed' }), forged({ ...good, iss: 'other' })]) {
      const error = await tokens.verify(token).catch((caught: unknown) => caught as Error);
      expect(String(error)).not.toContain(secret);
      expect(String(error)).not.toContain(token);
    }
  });

  test('without secrets nothing is taken and nothing is minted', async () => {
    const none = createUserTokens({ secrets: [], shop: 'shop', clock });
    await expect(none.verify(forged(good))).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(none.mint('ann', 5)).rejects.toMatchObject({ code: 'bad_config' });
  });

  test('a life of more than a day is not minted', async () => {
    await expect(tokens.mint('ann', 1_441)).rejects.toMatchObject({ code: 'bad_request' });
    await expect(tokens.mint('', 5)).rejects.toMatchObject({ code: 'bad_request' });
  });
});
