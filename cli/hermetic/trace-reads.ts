/*
 * Loaded into every Node process of a hermetic task (`node --require`), before the task's own code. Records the files
 * below certain folders that the process accesses, without any effect that the task can see.
 *
 * NX_WORKFLOW_TRACE_ROOTS has the folders as a JSON array. NX_WORKFLOW_TRACE_FOLDER is the folder for the records: one
 * file for each thread, with a line `r <path>` (content or listing read) or `p <path>` (existence checked) for each path.
 */
import { isWriteOnly } from '../../engine/user-code/path-argument';
import { isPackage, isTraced, noteOf } from './traced-path';

const MODULE_RESOLVER = 'trace-imports.js';

// The objects that the task will use, not copies of them.
const fs = require('node:fs') as typeof import('node:fs');
const path = require('node:path') as typeof import('node:path');
const { threadId } = require('node:worker_threads') as typeof import('node:worker_threads');

const folder = process.env['NX_WORKFLOW_TRACE_FOLDER'];
const roots = process.env['NX_WORKFLOW_TRACE_ROOTS'];
if (folder !== undefined && roots !== undefined && process.env['NX_TASK_TARGET_TARGET'] !== undefined) {
  trace(folder, JSON.parse(roots) as string[]);
}

function trace(to: string, below: readonly string[]): void {
  const { writeSync, openSync } = fs;
  const file = path.join(to, `${process.pid}-${threadId}.txt`);
  const seen = new Set<string>();
  // An executor shares its process with Nx, which loads its own packages; those of the executor are hashed by its package.
  const isExecutor = (process.argv[1] ?? '').endsWith('run-executor.js');
  // An empty file tells that there was a Node process.
  const handle = openSync(file, 'a');
  const note = (kind: 'r' | 'p', asked: unknown): void => {
    const line = noteOf(kind, asked, below);
    if (line === undefined || seen.has(line) || (isExecutor && isPackage(line)) || !isTraced(callers(), line)) return;
    seen.add(line);
    writeSync(handle, `${line}\n`);
  };
  watch(fs, ['readFileSync', 'readFile', 'readdirSync', 'readdir', 'opendirSync', 'opendir'], note);
  watch(fs, ['copyFileSync', 'copyFile', 'cpSync', 'cp', 'readlinkSync', 'readlink'], note);
  watch(fs, ['existsSync', 'exists', 'statSync', 'stat', 'lstatSync', 'lstat', 'accessSync', 'access'], note, 'p');
  watch(fs, ['openSync', 'open'], note);
  watch(fs.promises, ['readFile', 'readdir', 'opendir', 'copyFile', 'cp', 'readlink', 'open'], note);
  watch(fs.promises, ['stat', 'lstat', 'access'], note, 'p');
  const nodeModule = require('node:module') as typeof import('node:module');
  // Makes `import { readFileSync } from 'node:fs'` get the same functions.
  nodeModule.syncBuiltinESMExports();
  watchImports(nodeModule, file, below, note);
}

function callers(): unknown {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const { stack } = new Error();
  Error.stackTraceLimit = limit;
  return stack;
}

function watch(
  owner: object,
  names: readonly string[],
  note: (kind: 'r' | 'p', path: unknown) => void,
  kind: 'r' | 'p' = 'r',
): void {
  const functions = owner as Record<string, (...args: unknown[]) => unknown>;
  for (const name of names) {
    const original = functions[name];
    if (original === undefined) continue;
    const watched = function (this: unknown, ...args: unknown[]): unknown {
      if (!(name.startsWith('open') && !name.startsWith('opendir') && isWriteOnly(args[1]))) note(kind, args[0]);
      return original.apply(this, args);
    };
    Object.defineProperties(watched, Object.getOwnPropertyDescriptors(original));
    functions[name] = watched;
  }
}

/** Node reads ES modules without `fs` functions, so their paths come from a resolution hook. */
function watchImports(
  nodeModule: typeof import('node:module'),
  file: string,
  below: readonly string[],
  note: (kind: 'r', path: unknown) => void,
): void {
  const { registerHooks, register } = nodeModule as typeof nodeModule & {
    registerHooks?: (hooks: {
      resolve(
        specifier: string,
        context: unknown,
        next: (specifier: string, context: unknown) => { url: string },
      ): unknown;
    }) => void;
  };
  if (registerHooks !== undefined) {
    registerHooks({
      resolve(specifier, context, next) {
        const resolved = next(specifier, context);
        if (resolved.url.startsWith('file:')) note('r', new URL(resolved.url));
        return resolved;
      },
    });
    return;
  }
  const { pathToFileURL } = require('node:url') as typeof import('node:url');
  register(pathToFileURL(path.join(__dirname, MODULE_RESOLVER)), { data: { file, below } });
}
