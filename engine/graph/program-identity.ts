import { constants, readSync, realpathSync } from 'node:fs';
import { basename, delimiter, join, resolve } from 'node:path';
import { sha256 } from '../../state/hash';
import { withRegular } from '../../state/regular-file';
import type { Settings } from '../settings';
import { statOrNothing } from './stat';
import type { Witnesses } from './witnesses';

/** Bytes at either end of a program that tell its versions apart: a compiler may have a hundred megabytes. */
const END_BYTES = 65_536;

/**
 * The identities of the programs that command compilers run, by the names in the options. They stay on the machine: the
 * manifest is the same whatever the system.
 */
export function programsOf({ workspaceRoot, compilers }: Settings, witnesses?: Witnesses): Record<string, string> {
  const names = compilers.flatMap((compiler) => (compiler.compiler === 'command' ? [compiler.command[0] ?? ''] : []));
  return Object.fromEntries([...new Set(names)].map((name) => [name, programIdentity(workspaceRoot, name, witnesses)]));
}

/**
 * What tells one version of a program from another: the real name of the file, and a hash over its size and both ends.
 *
 * @param witnesses shown the file, and the places before it where it was looked for
 */
function programIdentity(workspaceRoot: string, program: string, witnesses: Witnesses | undefined): string {
  const path = findProgram(workspaceRoot, program, witnesses);
  if (path === undefined) return 'missing';
  try {
    const real = realpathSync(path);
    return `${basename(real)} ${endsHash(real)}`;
  } catch {
    return 'unreadable';
  }
}

function findProgram(workspaceRoot: string, program: string, witnesses: Witnesses | undefined): string | undefined {
  const extensions = process.platform === 'win32' ? ['', ...(process.env['PATHEXT'] ?? '.EXE;.CMD').split(';')] : [''];
  const folders = /[\\/]/.test(program) ? [''] : (process.env['PATH'] ?? '').split(delimiter);
  for (const folder of folders) {
    for (const extension of extensions) {
      const path = resolve(workspaceRoot, join(folder, program + extension));
      const stat = witnesses ? witnesses.look(path) : statOrNothing(path);
      if (stat?.isFile()) return path;
    }
  }
  return undefined;
}

function endsHash(path: string): string {
  return withRegular(path, constants.O_RDONLY, (file, { size }) => {
    const start = Buffer.alloc(Math.min(size, END_BYTES));
    const end = Buffer.alloc(Math.min(size, END_BYTES));
    readSync(file, start, 0, start.length, 0);
    readSync(file, end, 0, end.length, size - end.length);
    return sha256(Buffer.concat([Buffer.from(String(size)), start, end])).slice(0, 16);
  });
}
