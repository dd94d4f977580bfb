import { constants, lstatSync, readdirSync, statSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { pathArgument, isWriteOnly, keepsContent } from './path-argument';
import type { Caller } from './callers';
import {
  isModuleCompiled,
  activeListeners,
  notifyListeners,
  type Listener,
  type ObservedThread,
} from './observed-thread';
import { replaceClass, replaceFunction, type Functions } from './replace-function';
import type { UserRead } from './user-read';

type Callee = (...args: never[]) => unknown;

/** How a function uses its first path. */
type Use =
  | 'content'
  | 'names'
  | 'tree'
  | 'stat'
  | 'link'
  | 'probe'
  | 'open'
  | 'move'
  | 'write'
  | 'append'
  | 'make-temporary'
  | 'target';

/** Uses by function name without `Sync`. */
const USES: Readonly<Record<string, Use>> = {
  readFile: 'content',
  createReadStream: 'content',
  openAsBlob: 'content',
  copyFile: 'content',
  cp: 'tree',
  rename: 'move',
  link: 'content',
  readdir: 'names',
  opendir: 'names',
  readlink: 'link',
  realpath: 'link',
  stat: 'stat',
  lstat: 'stat',
  exists: 'probe',
  access: 'probe',
  open: 'open',
  writeFile: 'write',
  appendFile: 'append',
  createWriteStream: 'write',
  mkdir: 'write',
  symlink: 'target',
  mkdtemp: 'make-temporary',
};

/** Functions that create their second path. */
const WRITES_SECOND = new Set(['copyFile', 'cp', 'rename', 'link', 'symlink']);

/** The original functions, before they are replaced. */
const originals = { lstatSync, readdirSync, statSync };

/** Replaces the functions of `node:fs` by observed ones. */
export function watchFiles(thread: ObservedThread): void {
  // The same objects that user code gets.
  const fs = require('node:fs') as unknown as Functions & { promises: Functions };
  for (const [name, use] of Object.entries(USES)) {
    const before = (callee: Callee, args: readonly unknown[]): void => recordCall(thread, callee, name, use, args);
    replaceFunction(fs, name, before);
    replaceFunction(fs, `${name}Sync`, before);
    replaceFunction(fs.promises, name, before);
  }
  for (const name of ['ReadStream', 'FileReadStream']) {
    replaceClass(fs, name, (callee, args) => recordCall(thread, callee, name, 'content', args));
  }
  for (const name of ['realpath', 'realpathSync']) {
    replaceFunction(fs[name] as unknown as Functions, 'native', (callee, args) =>
      recordCall(thread, callee, name, 'link', args),
    );
  }
  watchLoadEnvFile(thread);
}

/** `loadEnvFile` sets variables in native code. They count as set by user code. */
function watchLoadEnvFile(thread: ObservedThread): void {
  const owner = process as unknown as Functions;
  const original = owner['loadEnvFile'];
  if (original === undefined) return;
  owner['loadEnvFile'] = function (...args): unknown {
    if (activeListeners(thread).length === 0) return original.apply(process, args);
    const before = new Set(Object.keys(process.env));
    const result = original.apply(process, args);
    for (const key of Object.keys(process.env)) if (!before.has(key)) thread.setNames.add(key);
    return result;
  };
  replaceFunction(owner, 'loadEnvFile', (callee, [path = '.env']) =>
    recordCall(thread, callee, 'loadEnvFile', 'content', [path]),
  );
}

/**
 * Reports one call.
 *
 * @param args arguments of the call, the path first
 */
export function recordCall(
  thread: ObservedThread,
  callee: Callee,
  name: string,
  use: Use,
  args: readonly unknown[],
): void {
  const listeners = activeListeners(thread);
  if (listeners.length === 0) return;
  const path = pathArgument(args[0]);
  // The target of a new link is not read.
  if (path !== undefined && use !== 'target' && !path.includes('\0')) {
    const absolute = resolve(path);
    if (use === 'make-temporary') thread.writes.addPrefix(path);
    else if (use === 'append') recordWrite(thread, absolute, true);
    else if (use === 'write') recordWrite(thread, absolute, keepsContent(flagOf(args[name === 'writeFile' ? 2 : 1])));
    else if (use === 'open' && isWriteOnly(args[1])) recordWrite(thread, absolute, keepsContent(args[1]));
    else {
      // Opened for reading and appending: if the file does not exist, its content is user code's own.
      if (use === 'open' && String(args[1]).startsWith('a')) recordWrite(thread, absolute, true);
      recordRead(thread, listeners, callee, use, absolute, args);
    }
  }
  const second = WRITES_SECOND.has(name) ? pathArgument(args[1]) : undefined;
  if (second === undefined || second.includes('\0')) return;
  if (!keepsDestination(name, args[2]) || statOf(second) === undefined) thread.writes.add(second);
}

/** True if the call keeps an existing destination or fails. */
function keepsDestination(name: string, options: unknown): boolean {
  if (name === 'copyFile') return typeof options === 'number' && (options & constants.COPYFILE_EXCL) !== 0;
  if (name === 'cp') return typeof options === 'object' && (options as { force?: unknown } | null)?.force === false;
  return name !== 'rename';
}

/** Existing content that is kept, or an existing folder, is not user code's own. */
function recordWrite(thread: ObservedThread, path: string, keepsContent: boolean): void {
  const before = statOf(path);
  if (before === undefined || (before.isFile() && !keepsContent)) thread.writes.add(path);
}

function flagOf(options: unknown): unknown {
  if (typeof options !== 'object' || options === null) return undefined;
  const { flag, flags } = options as { flag?: unknown; flags?: unknown };
  return flag ?? flags;
}

function recordRead(
  thread: ObservedThread,
  listeners: readonly Listener[],
  callee: Callee,
  use: Use,
  path: string,
  args: readonly unknown[],
): void {
  if (thread.writes.has(path)) return;
  const isRecursive = use === 'names' && hasRecursiveOption(args[1]);
  const key = use === 'names' ? 'folder' : use === 'probe' || use === 'link' ? use : 'file';
  const isKnown = listeners.every((one) => one.knows(`${key} ${toWorkspace(path, one)}`));
  if (isKnown && use !== 'tree' && !isRecursive) return;
  const paths = use === 'tree' || isRecursive ? walkTree(path, isRecursive) : [path];
  for (const one of paths) {
    notifyListeners(listeners, callee, (caller, listener, frames, isSearch) => {
      if (caller.kind === 'loader' || isModuleCompiled(one, caller, frames, listener.root)) return undefined;
      return readOf(isSearch && use === 'stat' ? 'probe' : use, one, caller, listener);
    });
  }
}

/** The resulting read, based on what exists now: the call itself finds the same. */
function readOf(use: Use, path: string, caller: Caller, listener: Listener): UserRead | undefined {
  const isDirect = caller.kind === 'workspace';
  const shown = toWorkspace(path, listener);
  const isOutside =
    shown.startsWith('../') || shown === '..' || resolve(listener.root, shown) !== join(listener.root, shown);
  // Reads of packages in node_modules are covered by their versions.
  if (!isDirect && shown.split('/').includes('node_modules')) return undefined;
  if (isOutside && (!isDirect || isSystemPath(path))) return undefined;
  const kind = kindOf(use, path, isDirect);
  return kind === undefined || (isOutside && (kind === 'probe' || kind === 'link')) ? undefined : { kind, path: shown };
}

function kindOf(use: Use, path: string, isDirect: boolean): 'file' | 'folder' | 'link' | 'probe' | undefined {
  if (use === 'probe' || use === 'link') return use;
  const stat = statOf(path);
  if (use === 'names') return stat?.isDirectory() === true ? 'folder' : 'probe';
  if (use === 'tree' && stat?.isDirectory() === true) return 'folder';
  if (stat?.isFile() !== true) return 'probe';
  // Workspace code may use the size of a file in its output; packages only check the type.
  return use === 'stat' && !isDirect ? 'probe' : 'file';
}

function isSystemPath(path: string): boolean {
  return [tmpdir(), '/dev'].some((folder) => path === folder || path.startsWith(folder + sep));
}

function toWorkspace(path: string, { root, givenRoot }: Listener): string {
  const isGiven = path === givenRoot || path.startsWith(givenRoot + sep);
  return relative(isGiven ? givenRoot : root, path).replaceAll(sep, '/') || '.';
}

function hasRecursiveOption(options: unknown): boolean {
  return typeof options === 'object' && options !== null && (options as { recursive?: unknown }).recursive === true;
}

/** The path and, for a folder, everything below it. Links are not followed. */
function walkTree(path: string, foldersOnly: boolean): string[] {
  try {
    const isFolder = originals.lstatSync(path).isDirectory();
    if (!isFolder) return [path];
    const inside = originals.readdirSync(path, { withFileTypes: true });
    const wanted = inside.filter((one) => !foldersOnly || one.isDirectory());
    return [path, ...wanted.flatMap(({ name }) => walkTree(join(path, name), foldersOnly))];
  } catch {
    return [path];
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return originals.statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
