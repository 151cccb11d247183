import type { Command } from 'commander';
import { loadConfig, openAisle, type Aisle, type Config, type GenerationSearch } from '../app/index.js';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly config?: string;
  readonly data?: string;
  readonly json?: boolean;
}

export function globals(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>();
}

/** The configuration that a command runs with; settings given as options win. */
export function configOf(command: Command, overrides: Readonly<Record<string, unknown>> = {}): Config {
  const { config, data } = globals(command);
  return loadConfig({ file: config, overrides: { data, ...overrides } });
}

/** Opens the installation, runs, closes it whatever happens. */
export async function withAisle<T>(config: Config, run: (aisle: Aisle) => Promise<T>): Promise<T> {
  const aisle = await openAisle(config);
  try {
    return await run(aisle);
  } finally {
    await aisle.close();
  }
}

/** Opens one generation of an installation (absent: the live one), runs, closes it whatever happens. */
export async function withGeneration<T>(
  aisle: Aisle,
  id: string | undefined,
  run: (generation: GenerationSearch) => Promise<T>,
): Promise<T> {
  const generation = await aisle.searchOn(id);
  try {
    return await run(generation);
  } finally {
    await generation.close();
  }
}
