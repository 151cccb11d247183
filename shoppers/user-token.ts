import { createSecretKey } from 'node:crypto';
import { errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { AisleError, isAisleError, type Clock } from '../base/index.js';

/** Signed words of a shop's own server about who its shopper is: a browser cannot name another one. */
export interface UserTokens {
  /** The user id that a token names. Throws `unauthorized`, with a reason that tells nothing secret. */
  verify(token: string): Promise<string>;
  /** A token for a user, signed with the first secret. Throws `bad_config` without one, `bad_request`. */
  mint(userId: string, minutes: number): Promise<string>;
}

export interface UserTokenParts {
  /** The first one signs; all are accepted, so that they rotate. */
  readonly secrets: readonly string[];
  /** `iss`: a token of another shop says nothing here, whatever it is signed with. */
  readonly shop: string;
  readonly clock: Clock;
}

const ALGORITHM = 'HS256';
/** Longest life of a token, in seconds: what leaks ends by itself. */
const LONGEST = 86_400;
/** Clocks of servers differ by that much. Seconds. */
const TOLERANCE = 30;
/** As long as an id of an event may be. UTF-16 code units. */
const MAX_ID_LENGTH = 256;
/** Longer texts are no tokens of ours. */
const MAX_TOKEN_LENGTH = 2_048;

/** JWT (RFC 7519), HS256, with `sub`, `iss` and `exp`. */
export function createUserTokens({ secrets, shop, clock }: UserTokenParts): UserTokens {
  const keys = secrets.map((secret) => createSecretKey(secret, 'utf8'));
  return {
    verify: async (token) => {
      if (keys.length === 0) throw refused('this installation takes no user tokens (shoppers.tokenSecrets)');
      if (token.length > MAX_TOKEN_LENGTH) throw refused('the user token is too long');
      let last = refused('the user token is not signed by this shop');
      for (const key of keys) {
        try {
          const { payload } = await jwtVerify(token, key, {
            algorithms: [ALGORITHM],
            issuer: shop,
            requiredClaims: ['sub', 'exp'],
            clockTolerance: TOLERANCE,
            currentDate: new Date(clock.now()),
          });
          return subjectOf(payload, clock.now());
        } catch (error) {
          last = reasonOf(error);
          // Only another signature may be another secret's.
          if (!isCode(error, errors.JWSSignatureVerificationFailed.code)) throw last;
        }
      }
      throw last;
    },
    mint: async (userId, minutes) => {
      const [key] = keys;
      if (key === undefined)
        throw new AisleError(
          'bad_config',
          'shoppers.tokenSecrets: expected a secret to sign with, found none',
        );
      if (userId === '' || userId.length > MAX_ID_LENGTH)
        throw new AisleError('bad_request', `expected a user id of 1 to ${MAX_ID_LENGTH} characters`);
      const seconds = Math.floor(clock.now() / 1_000);
      if (!(minutes > 0 && minutes * 60 <= LONGEST))
        throw new AisleError('bad_request', `minutes: expected at most ${LONGEST / 60}`);
      return new SignJWT()
        .setProtectedHeader({ alg: ALGORITHM })
        .setSubject(userId)
        .setIssuer(shop)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + Math.round(minutes * 60))
        .sign(key);
    },
  };
}

function subjectOf({ sub, exp }: JWTPayload, now: number): string {
  if (typeof sub !== 'string' || sub === '' || sub.length > MAX_ID_LENGTH)
    throw refused('the user token names no user');
  if (typeof exp !== 'number' || exp * 1_000 > now + (LONGEST + TOLERANCE) * 1_000)
    throw refused('the user token is valid for more than 24 hours');
  return sub;
}

function reasonOf(error: unknown): AisleError {
  if (isAisleError(error)) return error;
  if (isCode(error, errors.JWTExpired.code)) return refused('the user token has expired', error);
  if (
    isCode(error, errors.JWSSignatureVerificationFailed.code) ||
    isCode(error, errors.JOSEAlgNotAllowed.code)
  )
    return refused('the user token is not signed by this shop', error);
  if (isCode(error, errors.JWTClaimValidationFailed.code)) {
    const { claim } = error as errors.JWTClaimValidationFailed;
    return refused(
      claim === 'iss' ? 'the user token is not for this shop' : `the user token has no valid ${claim}`,
      error,
    );
  }
  return refused('the user token is not a signed token', error);
}

function isCode(error: unknown, code: string): boolean {
  return (error as { code?: unknown } | undefined)?.code === code;
}

function refused(message: string, cause?: unknown): AisleError {
  return new AisleError('unauthorized', message, cause === undefined ? {} : { cause });
}
