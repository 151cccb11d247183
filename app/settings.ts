import { z } from 'zod';
import { configSchema } from './config.js';

/** One setting as documented: its path, its environment name, default and meaning. */
export interface Setting {
  readonly path: string;
  readonly environment: string;
  readonly type: string;
  readonly default: unknown;
  readonly description: string;
}

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly default?: unknown;
  readonly description?: string;
}

/** `embedder.fieldWeights` → `AISLE_EMBEDDER_FIELD_WEIGHTS`. */
export function environmentName(path: string): string {
  return `AISLE_${path
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('.', '_')
    .toUpperCase()}`;
}

/** All settings, generated from the schema, in its order. */
export function settings(): Setting[] {
  const out: Setting[] = [];
  const walk = (schema: JsonSchema, path: string) => {
    if (schema.properties !== undefined) {
      for (const [name, child] of Object.entries(schema.properties))
        walk(child, path === '' ? name : `${path}.${name}`);
      return;
    }
    out.push({
      path,
      environment: environmentName(path),
      type: schema.enum === undefined ? (schema.type ?? 'any') : schema.enum.map(String).join(' | '),
      default: schema.default,
      description: schema.description ?? '',
    });
  };
  walk(z.toJSONSchema(configSchema, { io: 'input' }) as JsonSchema, '');
  return out;
}
