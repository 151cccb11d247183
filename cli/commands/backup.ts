import type { Command } from 'commander';
import { backup } from '../../app/index.js';
import { systemClock } from '../../base/index.js';
import { configOf, globals } from '../context.js';
import { print, printJson } from '../output.js';

export function backupCommand(command: Command): void {
  command
    .argument('<file>', 'tar file to write')
    .action(async (file: string, _: unknown, command: Command) => {
      const report = await backup(configOf(command), file, { clock: systemClock });
      if (globals(command).json === true) return printJson(report);
      print(`${report.files} files, ${report.bytes.toLocaleString('en-US')} bytes: ${report.file}`);
    });
}
