import express, { type RequestHandler } from 'express';
import { AisleError } from '../base/index.js';

/** Arrays and objects within one another. What is nested deeper is no request of ours, and costs stack to read. */
const MAX_DEPTH = 64;

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\[]{}');

/** How deep JSON is nested, read from its bytes: UTF-8 has none of these bytes inside another character. */
export function depthOf(json: Uint8Array): number {
  let [depth, deepest, inText] = [0, 0, false];
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (inText) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) deepest = Math.max(deepest, ++depth);
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return deepest;
}

/** Reads JSON bodies of at most `limit` bytes. */
export function jsonBody(limit: number): RequestHandler {
  return express.json({
    limit,
    strict: false,
    type: ['application/json', 'application/*+json'],
    verify: (_request, _response, body) => {
      if (depthOf(body) > MAX_DEPTH)
        throw new AisleError('bad_request', `expected JSON that is nested at most ${MAX_DEPTH} deep`);
    },
  });
}

/** A body that was not read as JSON must not pass for an empty one. */
export const onlyJson: RequestHandler = (request, _response, next) => {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  if (request.body === undefined && (encoding !== undefined || Number(length) > 0)) {
    throw new AisleError(
      'bad_request',
      'expected a JSON body with the header content-type: application/json',
    );
  }
  next();
};

/** A file of one of these media types, packed with gzip or not. */
export const onlyFile =
  (types: readonly string[]): RequestHandler =>
  (request, _response, next) => {
    const { 'content-type': given = '', 'content-encoding': encoding = 'identity' } = request.headers;
    const type = given.split(';')[0]?.trim().toLowerCase() ?? '';
    if (!types.includes(type)) throw wrongHeader('content-type', `one of ${types.join(', ')}`, given);
    if (!['identity', 'gzip'].includes(encoding.trim().toLowerCase())) {
      throw wrongHeader('content-encoding', 'gzip or none', encoding);
    }
    next();
  };

function wrongHeader(name: string, expected: string, given: string): AisleError {
  const message = `expected ${expected}; found ${given === '' ? 'none' : JSON.stringify(given)}`;
  return new AisleError('bad_request', `${name}: ${message}`, { errors: [{ path: name, message }] });
}
