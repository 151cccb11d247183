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
        ['part', 'state', 'found'],
        diagnosis.findings.map(({ part, state, found }) => [part, MARK[state], found]),
      ),
    );
    print();
    const todo = diagnosis.findings.filter(({ remedy }) => remedy !== undefined);
    // Beside what was found a terminal would break them in the middle.
    for (const { part, remedy } of todo) print(`→ ${part}: ${remedy ?? ''}`);
    print(diagnosis.healthy ? 'Nothing is broken.' : 'Something that a shop needs is broken.');
  });
}
