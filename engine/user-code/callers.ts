import { findSourceMap } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from '../render/stack-place';

/** A stack frame: absolute path of its file, or `node:…` for Node's own code. */
export interface Frame {
  readonly file: string;
  /** Line and column are computed on demand, because V8 has to count lines for them. */
  readonly site: NodeJS.CallSite;
}

/**
 * The origin of a call:
 *
 * - `workspace`: code of the workspace outside node_modules
 * - `package`: code in node_modules, or installed elsewhere
 * - `own`: code of this package
 * - `loader`: Node's module loader, or a loader hook of a package
 * - `node`: Node, inside a call that was already observed
 * - `unknown`: only Node's timers and queues
 */
export interface Caller {
  readonly kind: 'workspace' | 'package' | 'own' | 'loader' | 'node' | 'unknown';
  /** The innermost frame in the workspace; see {@link placeOf}. */
  readonly frame?: Frame;
}

const PACKAGE_ROOT = resolve(__dirname, '..', '..');
const OWN_FOLDERS = [
  'cli',
  'diagnostics',
  'engine',
  'executors',
  'generators',
  'modules',
  'plugin',
  'profile',
  'state',
];
const OWN_CODE = OWN_FOLDERS.map((folder) => join(PACKAGE_ROOT, folder) + sep);

/** Packages that wrap `node:fs`. Their caller counts as the origin. */
const TRANSPARENT = /[\\/]node_modules[\\/](graceful-fs)[\\/]/;

/**
 * The stack frames above a function, innermost first. Code from `eval` has no file and is left out.
 *
 * @param callee the function whose callers are wanted
 * @param limit most frames to collect
 */
export function framesAbove(
  callee: (...args: never[]) => unknown,
  limit: number,
): { readonly frames: readonly Frame[]; readonly isWhole: boolean } {
  const { stackTraceLimit } = Error;
  const formatter: unknown = Reflect.get(Error, 'prepareStackTrace');
  try {
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = callSites;
    const holder: { stack?: NodeJS.CallSite[] } = {};
    Error.captureStackTrace(holder, callee);
    const sites = holder.stack ?? [];
    return { frames: sites.flatMap(frameOf), isWhole: sites.length < limit };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    // Set even if it was undefined before: deleting it would slow down all later errors.
    Reflect.set(Error, 'prepareStackTrace', formatter);
  }
}

function callSites(_error: Error, sites: NodeJS.CallSite[]): NodeJS.CallSite[] {
  return sites;
}

function frameOf(site: NodeJS.CallSite): Frame[] {
  const file = site.getFileName() as string | null | undefined;
  if (file === null || file === undefined) return [];
  const isPath = /^(\/|[A-Za-z]:[\\/]|file:|node:)/.test(file);
  if (!isPath) return [];
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  return [{ file: path, site }];
}

/** @param root absolute path of the workspace, with links resolved as in stacks */
export function callerIn(frames: readonly Frame[], root: string): Caller {
  const kind = kindOf(frames, root);
  if (kind === 'own' || kind === 'node') return { kind };
  const frame = frames.find(({ file }) => codeOf(file, root) === 'workspace');
  return frame === undefined ? { kind } : { kind, frame };
}

function kindOf(frames: readonly Frame[], root: string): Caller['kind'] {
  const [first] = frames;
  for (const { file } of frames) {
    if (!file.startsWith('node:')) break;
    if (/^node:internal\/(modules|source_map)\//.test(file)) return 'loader';
  }
  if (first && /^node:(fs|internal\/fs\/|child_process|internal\/child_process|internal\/worker)/.test(first.file)) {
    return 'node';
  }
  for (const { file } of frames) {
    const code = codeOf(file, root);
    if (code !== undefined && code !== 'node') return code;
  }
  return 'unknown';
}

/** True if a package runs inside Node's module loader, as a hook that compiles modules. */
export function isLoaderHook(frames: readonly Frame[], root: string): boolean {
  for (const { file } of frames) {
    if (file.startsWith('node:internal/modules/')) return true;
    if (!file.startsWith('node:') && codeOf(file, root) !== 'package') return false;
  }
  return false;
}

/** Undefined for transparent wrappers. */
type Code = 'workspace' | 'package' | 'own' | 'node' | undefined;

/** Cache by root and file: the same few files call again and again. */
const codes = new Map<string, Map<string, Code>>();

function codeOf(file: string, root: string): Code {
  const known = codes.get(root) ?? new Map<string, Code>();
  codes.set(root, known);
  if (known.has(file)) return known.get(file);
  const code = findCode(file, root);
  known.set(file, code);
  return code;
}

function findCode(file: string, root: string): Code {
  if (file.startsWith('node:')) return 'node';
  if (OWN_CODE.some((folder) => file.startsWith(folder))) return 'own';
  if (TRANSPARENT.test(file)) return undefined;
  if (!file.startsWith(root + sep)) return 'package';
  return file.slice(root.length).split(/[\\/]/).includes('node_modules') ? 'package' : 'workspace';
}

/** The place of a frame, in the original source if source maps are enabled. */
export function placeOf({ file, site }: Frame, root: string): Place {
  const line = site.getLineNumber() ?? 1;
  const column = site.getColumnNumber() ?? 1;
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  if (entry && 'originalSource' in entry && typeof entry.originalSource === 'string') {
    const source = entry.originalSource;
    const original = source.startsWith('file:') ? fileURLToPath(source) : resolve(file, '..', source);
    if (original.startsWith(root + sep)) {
      return {
        file: relativeTo(root, original),
        line: entry.originalLine + 1,
        column: entry.originalColumn + 1,
      };
    }
  }
  return { file: relativeTo(root, file), line, column };
}

function relativeTo(root: string, path: string): string {
  return relative(root, path).replaceAll(sep, '/');
}
