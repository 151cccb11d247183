import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi';
import { AisleError, type ErrorCode } from '../base/index.js';
import type { Answer, Endpoint } from './endpoint.js';
import { problemSchema } from './schemas/problem.js';

const BYTES = { type: 'string', format: 'binary' } as const;

/** The OpenAPI 3.1 document of a table of endpoints. */
export function openApi(endpoints: readonly Endpoint[]): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[endpoint.method] = operation(endpoint, path);
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Aisle',
      version: 'v1',
      description: 'Search and recommendation for online shops. Errors are RFC 9457 problem details.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: paths,
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'A key of the installation. The roles beside it: the key must have that role.',
        },
      },
    },
  });
}

function operation(endpoint: Endpoint, path: string): ZodOpenApiOperationObject {
  const { summary, description, roles, params, query, body, example, upload } = endpoint;
  const parameters = {
    ...(params === undefined ? {} : { path: params.schema as z.ZodObject }),
    ...(query === undefined ? {} : { query: query.schema as z.ZodObject }),
  };
  return {
    operationId: `${endpoint.method}${path.replaceAll(/[^A-Za-z0-9]+(\w?)/g, (_, next: string) => next.toUpperCase())}`,
    tags: [path.split('/').find((part) => part !== '' && part !== 'v1') ?? 'service'],
    summary,
    ...(description === undefined ? {} : { description }),
    security: roles.length === 0 ? [] : roles.map((role) => ({ key: [role] })),
    ...(Object.keys(parameters).length === 0 ? {} : { requestParams: parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: endpoint.optionalBody !== true,
            content: {
              'application/json': { schema: body.schema, ...(example === undefined ? {} : { example }) },
            },
          },
        }),
    ...(upload === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: Object.fromEntries(upload.map((type) => [type, { schema: BYTES }])),
          },
        }),
    responses: responses(endpoint),
  };
}

function responses(endpoint: Endpoint): ZodOpenApiResponsesObject {
  const out: Record<string, ReturnType<typeof response>> = {};
  const problems: Record<string, Set<ErrorCode>> = {};
  for (const code of problemsOf(endpoint)) {
    (problems[String(new AisleError(code, '').status)] ??= new Set()).add(code);
  }
  const [plain] = Object.keys(endpoint.answers);
  for (const [status, answer] of Object.entries(endpoint.answers)) out[status] = response(answer);
  if (endpoint.shared === true)
    out['304'] = { description: 'It still is what the ETag in If-None-Match says.' };
  for (const [status, codes] of Object.entries(problems)) {
    // A status with an answer of its own may be a problem too.
    const also = status === plain ? undefined : endpoint.answers[Number(status)];
    const description = `Problem: ${[...codes].join(', ')}.`;
    out[status] = problem(description, also);
  }
  return out;
}

function response({ description, schema, type = 'application/json' }: Answer) {
  if (schema === undefined && type === 'application/json') return { description };
  return { description, content: { [type]: { schema: schema ?? z.string() } } };
}

function problem(description: string, also?: Answer) {
  const content = { 'application/problem+json': { schema: problemSchema } };
  if (also === undefined) return { description, content };
  const { content: own } = response(also);
  return { description: `${also.description} ${description}`, content: { ...own, ...content } };
}

/** What can go wrong by the kind of the endpoint, and what it names itself. */
function problemsOf({ params, query, body, upload, roles, problems = [] }: Endpoint): ErrorCode[] {
  return [
    ...((params ?? query ?? body ?? upload) ? (['bad_request'] as const) : []),
    ...((body ?? upload) ? (['payload_too_large'] as const) : []),
    ...(roles.length === 0
      ? []
      : (['unauthorized', 'forbidden', 'too_many_requests', 'unavailable'] as const)),
    'internal',
    ...problems,
  ];
}
