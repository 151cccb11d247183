import { z } from 'zod';
import { AisleError } from '../base/index.js';
import { searchRequestSchema } from '../search/index.js';
import type { Input } from './endpoint.js';

type Kind = 'text' | 'number' | 'flag' | 'list' | 'json';

/** The body of `POST /v1/search`. What it holds is checked once, by {@link parseSearchRequest}, when it is known who asks. */
export const searchBody: Input<unknown> = { schema: searchRequestSchema, read: (body) => body };

const kinds = new Map(
  Object.entries(searchRequestSchema.shape).map(([name, schema]) => [name, kindOf(schema)] as const),
);

/** How a field is written as a parameter, from its schema: a list with commas, an object as JSON. */
function kindOf(schema: z.core.$ZodType): Kind {
  const { type } = z.toJSONSchema(schema, { io: 'input' });
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'flag';
  if (type === 'array') return 'list';
  return type === 'object' ? 'json' : 'text';
}

const documented = (schema: z.core.$ZodType, kind: Kind): z.ZodType => {
  const { description, default: _, ...shape } = z.toJSONSchema(schema, { io: 'input' });
  const said = description === undefined ? {} : { description };
  if (kind === 'json') {
    const override = { type: 'string' as const, contentMediaType: 'application/json' };
    return z
      .string()
      .optional()
      .meta({ ...said, override });
  }
  const param = kind === 'list' ? { param: { style: 'form' as const, explode: false } } : {};
  const { $schema: __, ...override } = shape;
  return z
    .string()
    .optional()
    .meta({ ...said, ...param, override });
};

/** The same fields as the body's, as parameters; `q` is the query. */
export const searchParameters: Input<unknown> = {
  schema: z.strictObject(
    Object.fromEntries(
      Object.entries(searchRequestSchema.shape).map(([name, schema]) => [
        name === 'query' ? 'q' : name,
        documented(schema, kinds.get(name) ?? 'text'),
      ]),
    ),
  ),
  read: (parameters) => fromParameters(parameters as Readonly<Record<string, string>>),
};

/** Parameters as the body they stand for; what does not parse is left for the schema to name. */
function fromParameters(parameters: Readonly<Record<string, string>>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [given, value] of Object.entries(parameters)) {
    const name = given === 'q' ? 'query' : given;
    body[name] = valueOf(name, value);
  }
  return body;
}

function valueOf(name: string, value: string): unknown {
  switch (kinds.get(name)) {
    case 'list':
      return value.split(',').filter((item) => item !== '');
    case 'number':
      return value.trim() === '' ? value : Number(value);
    case 'flag':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'json':
      return parseJson(name, value);
    case 'text':
    case undefined:
      return value;
  }
}

function parseJson(name: string, value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch (error) {
    throw new AisleError('bad_request', `parameter ${name} is not JSON`, {
      cause: error,
      errors: [{ path: name, message: 'expected JSON' }],
    });
  }
}
