import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { AisleError, fieldErrors, isRecord, type FieldError } from '../base/index.js';
import { configSchema, type Config } from './config.js';
import { environmentName, settings, type Setting } from './settings.js';

export interface ConfigSources {
  /** Path of the config file; when undefined, `aisle.config.json` where it exists. */
  readonly file?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Settings given on the command line, by path; they win over the environment, which wins over the file. */
  readonly overrides?: Readonly<Record<string, unknown>>;
}

/** Settings that have another name now, each with what else there is to say. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['embedder.queryCache', 'embedder.queryMemory, in bytes instead of MB'],
  ['search.shared', 'search.sharedMemory'],
]);

const DEFAULT_FILE = 'aisle.config.json';

/**
 * Reads and validates the whole configuration. Throws one `bad_config` with all mistakes,
 * each with the path of its setting and, where it came from the environment, that name.
 */
export function loadConfig(sources: ConfigSources = {}): Config {
  const raw = readConfigFile(sources.file);
  const environment = sources.environment ?? process.env;
  const known = settings();
  const fromEnvironment = new Map<string, string>();
  for (const setting of known) {
    const text = environment[setting.environment];
    if (text === undefined || text === '') continue;
    fromEnvironment.set(setting.path, setting.environment);
    assign(raw, setting.path, parseText(text, setting));
  }
  for (const [path, value] of Object.entries(sources.overrides ?? {})) {
    if (value !== undefined) assign(raw, path, value);
  }
  const parsed = configSchema.safeParse(raw);
  const errors: FieldError[] = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => describe(issue, fromEnvironment));
  errors.push(...unknownVariables(environment, known));
  if (!parsed.success || errors.length > 0) {
    const lines = errors.map((e) => `  ${e.path}: ${e.message}`).join('\n');
    throw new AisleError(
      'bad_config',
      `the configuration has ${errors.length === 1 ? 'a mistake' : `${errors.length} mistakes`}:\n${lines}`,
      {
        errors,
      },
    );
  }
  return parsed.data;
}

function readConfigFile(file: string | undefined): Record<string, unknown> {
  const path = file ?? DEFAULT_FILE;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (file === undefined && (error as { code?: unknown }).code === 'ENOENT') return {};
    throw new AisleError(
      'bad_config',
      `the config file ${path} cannot be read: ${(error as Error).message}`,
      { cause: error },
    );
  }
  try {
    const json: unknown = JSON.parse(text);
    if (isRecord(json)) return { ...json };
  } catch (error) {
    throw new AisleError('bad_config', `the config file ${path} is not JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
  throw new AisleError('bad_config', `the config file ${path} must hold a JSON object`);
}

/** Names that look like ours but are no setting would otherwise be ignored in silence. */
function unknownVariables(
  environment: Readonly<Record<string, string | undefined>>,
  known: readonly Setting[],
): FieldError[] {
  const names = new Set(known.map((setting) => setting.environment));
  return Object.keys(environment)
    .filter((name) => name.startsWith('AISLE_') && !names.has(name) && !name.startsWith('AISLE_TEST_'))
    .map((name) => {
      const renamed = [...RENAMED.keys()].find((path) => environmentName(path) === name);
      return { path: name, message: noSuchSetting(renamed) };
    });
}

/** `path`: of what was meant; undefined where nobody knows. */
function noSuchSetting(path: string | undefined): string {
  const now = path === undefined ? undefined : RENAMED.get(path);
  return now === undefined ? 'no such setting' : `no such setting any more: it is ${now}`;
}

function assign(target: Record<string, unknown>, path: string, value: unknown): void {
  const steps = path.split('.');
  const last = steps.pop();
  let node = target;
  for (const step of steps) {
    const next = node[step];
    if (typeof next !== 'object' || next === null) node[step] = {};
    node = node[step] as Record<string, unknown>;
  }
  if (last !== undefined) node[last] = value;
}

/** Text that does not parse is passed on as it is, so that the schema says what was expected. */
function parseText(text: string, setting: Setting): unknown {
  if (setting.type === 'number' || setting.type === 'integer')
    return text.trim() === '' ? text : Number(text);
  if (setting.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (setting.type === 'object' || setting.type === 'array') {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  }
  return text;
}

function describe(issue: z.core.$ZodIssue, fromEnvironment: ReadonlyMap<string, string>): FieldError[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const named = path === '' ? key : `${path}.${key}`;
      return { path: named, message: noSuchSetting(named) };
    });
  }
  const variable = fromEnvironment.get(path);
  return fieldErrors([issue]).map(({ message }) => ({
    path: path === '' ? '(config)' : path,
    message: variable === undefined ? message : `${message} (from ${variable})`,
  }));
}
