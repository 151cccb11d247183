import type { Command } from 'commander';
import { restore } from '../../app/index.js';
import { configOf, globals } from '../context.js';
import { print, printJson } from '../output.js';

export function restoreCommand(command: Command): void {
  command
    .argument('<file>', 'tar file of `aisle backup`')
    .action(async (file: string, _: unknown, command: Command) => {
      const report = await restore(configOf(command), file);
      if (globals(command).json === true) return printJson(report);
      print(`${report.files} files of ${report.createdAt} are in ${report.data}`);
    });
}
