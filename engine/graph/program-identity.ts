import { constants, readSync, realpathSync } from 'node:fs';
import { sha256 } from '../../state/hash';
import { withRegular } from '../../state/regular-file';
import { findProgram } from '../compile/find-program';
import type { Settings } from '../settings';

/** What a command of the options runs on this machine. */
export interface Program {
  /** Where the program's name leads, absolute; empty where it leads nowhere. */
  readonly place: string;
  /** Tells one version from another: real path, size and both ends of the program, and all that packages bring. */
  readonly identity: string;
}

/** By {@link commandName}. They stay on the machine: the manifest is the same whatever the system. */
export type Programs = Readonly<Record<string, Program>>;

/** Bytes at either end of a program that tell its versions apart: a compiler may have a hundred megabytes. */
const END_BYTES = 65_536;

/** A command of the options as a key. */
export function commandName(command: readonly string[]): string {
  return JSON.stringify(command);
}

/** Where the program of each command compiler lies; empty for none. */
export function findPrograms({ workspaceRoot, compilers }: Settings): Map<string, string> {
  const commands = compilers.flatMap((compiler) => (compiler.compiler === 'command' ? [compiler.command] : []));
  return new Map(commands.map((command) => [commandName(command), findProgram(workspaceRoot, command[0] ?? '')]));
}

/** @param versions by command's name: what tells apart all that packages bring for it */
export function identifyPrograms(
  places: ReadonlyMap<string, string>,
  versions: Readonly<Record<string, string>>,
): Programs {
  return Object.fromEntries(
    [...places].map(([name, place]) => [name, { place, identity: `${identityOf(place)} ${versions[name] ?? ''}` }]),
  );
}

/** Whether each name still leads to the same place, whatever PATH says. */
export function areFoundAsBefore(settings: Settings, before: Programs): boolean {
  return [...findPrograms(settings)].every(([name, place]) => before[name]?.place === place);
}

function identityOf(place: string): string {
  if (place === '') return 'missing';
  try {
    const real = realpathSync(place);
    return `${real} ${endsHash(real)}`;
  } catch {
    return 'unreadable';
  }
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
