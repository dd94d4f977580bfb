import { constants, readSync, realpathSync } from 'node:fs';
import { sha256 } from '../../state/hash';
import { withRegular } from '../../state/regular-file';
import { findProgram } from '../compile/find-program';
import type { Settings } from '../settings';

/** The program of a compiler command on this machine. */
export interface Program {
  /** Absolute path of the program; empty if it is not found. */
  readonly place: string;
  /** Identity of the version: real path, size, hash of both ends of the file, and versions of the packages it loads. */
  readonly identity: string;
}

/** By {@link commandName}. Not part of the manifest, which is the same on every system. */
export type Programs = Readonly<Record<string, Program>>;

/** Only this many bytes at each end of a program are hashed: a compiler may have a hundred megabytes. */
const END_BYTES = 65_536;

/** Key of a command of the options. */
export function commandName(command: readonly string[]): string {
  return JSON.stringify(command);
}

/** Path of the program of each compiler command; empty if not found. */
export function findPrograms({ workspaceRoot, compilers }: Settings): Map<string, string> {
  const commands = compilers.flatMap((compiler) => (compiler.compiler === 'command' ? [compiler.command] : []));
  return new Map(commands.map((command) => [commandName(command), findProgram(workspaceRoot, command[0] ?? '')]));
}

/** @param versions by command name: versions of the packages that the command loads */
export function identifyPrograms(
  places: ReadonlyMap<string, string>,
  versions: Readonly<Record<string, string>>,
): Programs {
  return Object.fromEntries(
    [...places].map(([name, place]) => [name, { place, identity: `${identityOf(place)} ${versions[name] ?? ''}` }]),
  );
}

/** True if each command still resolves to the same program, whatever PATH contains. */
export function areSamePlaces(settings: Settings, before: Programs): boolean {
  return [...findPrograms(settings)].every(([name, place]) => before[name]?.place === place);
}

function identityOf(place: string): string {
  if (place === '') return 'missing';
  try {
    const real = realpathSync(place);
    return `${real} ${hashOfEnds(real)}`;
  } catch {
    return 'unreadable';
  }
}

function hashOfEnds(path: string): string {
  return withRegular(path, constants.O_RDONLY, (file, { size }) => {
    const start = Buffer.alloc(Math.min(size, END_BYTES));
    const end = Buffer.alloc(Math.min(size, END_BYTES));
    readSync(file, start, 0, start.length, 0);
    readSync(file, end, 0, end.length, size - end.length);
    return sha256(Buffer.concat([Buffer.from(String(size)), start, end])).slice(0, 16);
  });
}
