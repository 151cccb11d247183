import type { Command } from 'commander';
import { settings } from '../../app/index.js';
import { globals } from '../context.js';
import { print, printJson, table } from '../output.js';

export function settingsCommand(command: Command): void {
  command.action((_, command: Command) => {
    const all = settings();
    if (globals(command).json === true) return printJson(all);
    print(
      table(
        ['setting', 'environment', 'default', 'what'],
        all.map((s) => [
          s.path,
          s.environment,
          s.default === undefined ? '' : JSON.stringify(s.default),
          s.description,
        ]),
      ),
    );
  });
}
