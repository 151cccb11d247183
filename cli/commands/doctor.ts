import type { Command } from 'commander';
import { diagnose } from '../../app/index.js';
import { configOf, globals } from '../context.js';
import { print, printJson, table } from '../output.js';

const MARK = { ok: 'ok', note: 'note', broken: 'BROKEN' } as const;

export function doctorCommand(command: Command): void {
  command.action(async (_, command: Command) => {
    const diagnosis = await diagnose(configOf(command));
    if (!diagnosis.healthy) process.exitCode = 1;
    if (globals(command).json === true) return printJson(diagnosis);
    print(
      table(
        ['part', 'state', 'found', 'what to do'],
        diagnosis.findings.map(({ part, state, found, remedy = '' }) => [part, MARK[state], found, remedy]),
      ),
    );
    print();
    print(diagnosis.healthy ? 'Nothing is broken.' : 'Something that a shop needs is broken.');
  });
}
