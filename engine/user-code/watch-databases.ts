import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathArgument } from './path-argument';
import { activeListeners, type ObservedThread } from './observed-thread';
import { replaceClass, replaceFunction, type Functions } from './replace-function';
import { recordCall } from './watch-files';
import { recordOpaque } from './watch-opaque';

/** Suffixes of SQLite's journals: changes that are not yet in the database, or that have to be rolled back. */
const JOURNAL_SUFFIXES = ['-wal', '-journal'];
const SIDE_FILE_SUFFIXES = [...JOURNAL_SUFFIXES, '-shm'];

type Callee = (...args: never[]) => unknown;

/** The original function, before it is replaced. */
const originalExists = existsSync;

/**
 * Observes the files of databases opened with `node:sqlite`. Attached databases and reads by extensions count as opaque
 * reads.
 */
export function watchDatabases(thread: ObservedThread): void {
  const sqlite = loadSqlite();
  if (!sqlite) return;
  replaceClass(sqlite, 'DatabaseSync', (callee, [path, options]) => recordDatabase(thread, callee, path, options));
  const methods = sqlite.DatabaseSync.prototype;
  for (const name of ['exec', 'prepare']) {
    replaceFunction(methods, name, (callee, [text]) => {
      if (typeof text === 'string' && /\battach\b/i.test(text)) recordOpaque(thread, callee, 'database connection');
    });
  }
  replaceFunction(methods, 'loadExtension', (callee) => recordOpaque(thread, callee, 'database connection'));
}

interface Sqlite {
  readonly DatabaseSync: { readonly prototype: Functions };
}

/**
 * Undefined if this version of Node does not have it. Suppresses the experimental warning, since user code may never
 * use it.
 */
function loadSqlite(): Sqlite | undefined {
  const warn = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  try {
    process.emitWarning = () => undefined;
    return process.getBuiltinModule('node:sqlite') as unknown as Sqlite | undefined;
  } finally {
    if (warn) Object.defineProperty(process, 'emitWarning', warn);
  }
}

function recordDatabase(thread: ObservedThread, callee: Callee, asked: unknown, options: unknown): void {
  const path = fileOf(asked);
  if (path === undefined || activeListeners(thread).length === 0) return;
  const isReadOnly = (options as { readOnly?: unknown } | undefined)?.readOnly === true;
  if (originalExists(path) || isReadOnly) {
    recordCall(thread, callee, 'DatabaseSync', 'content', [path]);
    for (const end of JOURNAL_SUFFIXES)
      if (originalExists(path + end)) recordCall(thread, callee, 'DatabaseSync', 'content', [path + end]);
  } else thread.writes.add(path);
  for (const end of SIDE_FILE_SUFFIXES) if (!originalExists(path + end)) thread.writes.add(path + end);
}

/** The file of a database; undefined for an in-memory or temporary database. */
function fileOf(asked: unknown): string | undefined {
  const path = pathArgument(asked);
  if (path === undefined || path === '' || path.startsWith(':memory:') || path.includes('\0')) return undefined;
  if (!path.startsWith('file:')) return resolve(path);
  // An SQLite URI may have a query and a fragment after the name.
  const [name = ''] = path
    .slice('file:'.length)
    .replace(/^\/\/[^/]*/, '')
    .split(/[?#]/);
  return name === '' || name === ':memory:' ? undefined : resolve(decodeURIComponent(name));
}
