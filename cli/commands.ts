import type { Command } from 'commander';

/** Gives a command its arguments, options, subcommands and action. */
type Define = (command: Command) => void;

/** A command by its name. The rest of it stands in a file that brings its rooms along, and is loaded on demand. */
export interface LazyCommand {
  readonly name: string;
  readonly description: string;
  load(): Promise<Define>;
}

/** In the order of the help. */
export const COMMANDS: readonly LazyCommand[] = [
  {
    name: 'demo',
    description: 'generate a catalogue and shoppers, index them, import their events, serve the storefront',
    load: async () => (await import('./commands/demo.js')).demoCommand,
  },
  {
    name: 'catalog',
    description: 'product files',
    load: async () => (await import('./commands/catalog.js')).catalogCommand,
  },
  {
    name: 'model',
    description: 'the embedding model',
    load: async () => (await import('./commands/model.js')).modelCommand,
  },
  {
    name: 'reindex',
    description:
      'build a generation from a product file and publish it; after a crash the same command goes on',
    load: async () => (await import('./commands/reindex.js')).reindexCommand,
  },
  {
    name: 'follow',
    description:
      "follow a shop's own index (elasticsearch.index), which is only read: the first run builds a generation, later ones build of what changed",
    load: async () => (await import('./commands/follow.js')).followCommand,
  },
  {
    name: 'generations',
    description: 'what was built, and what is live',
    load: async () => (await import('./commands/generations.js')).generationsCommand,
  },
  {
    name: 'serve',
    description: 'run the service',
    load: async () => (await import('./commands/serve.js')).serveCommand,
  },
  {
    name: 'keys',
    description: 'who may use the service, and for what',
    load: async () => (await import('./commands/keys.js')).keysCommand,
  },
  {
    name: 'search',
    description: 'the search path of the service, without HTTP',
    load: async () => (await import('./commands/search.js')).searchCommand,
  },
  {
    name: 'events',
    description: "the shoppers' events",
    load: async () => (await import('./commands/events.js')).eventsCommand,
  },
  {
    name: 'users',
    description: 'what is known about a shopper (a user id, or client:… or session:…)',
    load: async () => (await import('./commands/users.js')).usersCommand,
  },
  {
    name: 'rankings',
    description: 'what ranks: weights, synonyms, stop words and rules, versioned',
    load: async () => (await import('./commands/rankings.js')).rankingsCommand,
  },
  {
    name: 'evaluate',
    description: 'how good the ranking is on judgments, and whether it differs from another',
    load: async () => (await import('./commands/evaluate.js')).evaluateCommand,
  },
  {
    name: 'backup',
    description: 'write everything an installation knows into one file, while it is served',
    load: async () => (await import('./commands/backup.js')).backupCommand,
  },
  {
    name: 'restore',
    description: 'make an installation of a backup, in an empty data folder',
    load: async () => (await import('./commands/restore.js')).restoreCommand,
  },
  {
    name: 'bench',
    description: 'the scoreboard: quality, speed and memory, beside their targets',
    load: async () => (await import('./commands/bench.js')).benchCommand,
  },
  {
    name: 'doctor',
    description: 'what is installed and reachable, where embedding runs, and what to do about what is broken',
    load: async () => (await import('./commands/doctor.js')).doctorCommand,
  },
  {
    name: 'settings',
    description: 'list every setting with its name in the environment',
    load: async () => (await import('./commands/settings.js')).settingsCommand,
  },
];
