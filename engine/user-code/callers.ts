import { findSourceMap } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from '../render/stack-place';

/** A place that a call came through, by absolute path, or `node:…` for Node's own code. */
export interface Frame {
  readonly file: string;
  /** Asked for line and column only where they are wanted: V8 counts lines then. */
  readonly site: NodeJS.CallSite;
}

/**
 * Whose call it was.
 *
 * - `workspace`: code of the workspace outside node_modules
 * - `package`: code in node_modules, or installed elsewhere
 * - `own`: code of this package
 * - `loader`: Node as it looks for a module and loads it, or a hook of a package that does so for Node
 * - `node`: Node in the middle of a call that was seen already
 * - `unknown`: nothing but Node's timers and queues
 */
export interface Caller {
  readonly kind: 'workspace' | 'package' | 'own' | 'loader' | 'node' | 'unknown';
  /** The first that is in the workspace, see {@link placeOf}. */
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

/** Packages that stand in front of `node:fs` and hand on each call: whoever calls them is the caller. */
const TRANSPARENT = /[\\/]node_modules[\\/](graceful-fs)[\\/]/;

/**
 * The calls above a function, the innermost first. Code made by `eval` has no file and is left out.
 *
 * @param below the function whose callers are wanted
 */
export function framesAbove(
  below: (...args: never[]) => unknown,
  limit: number,
): { readonly frames: readonly Frame[]; readonly isWhole: boolean } {
  const { stackTraceLimit } = Error;
  const formatter: unknown = Reflect.get(Error, 'prepareStackTrace');
  try {
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = callSites;
    const holder: { stack?: NodeJS.CallSite[] } = {};
    Error.captureStackTrace(holder, below);
    const sites = holder.stack ?? [];
    return { frames: sites.flatMap(frameOf), isWhole: sites.length < limit };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    // Also where it was not there: to delete it would slow down each error from then on.
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

/** @param root absolute, as paths in stacks have it: links resolved */
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

/** Whether a package asks as part of what Node does to load a module: a hook that compiles it. */
export function isLoaderHook(frames: readonly Frame[], root: string): boolean {
  for (const { file } of frames) {
    if (file.startsWith('node:internal/modules/')) return true;
    if (!file.startsWith('node:') && codeOf(file, root) !== 'package') return false;
  }
  return false;
}

/** Undefined for what only hands a call on. */
type Code = 'workspace' | 'package' | 'own' | 'node' | undefined;

/** By root and file: the same few files call again and again. */
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

/** In what a person wrote, where source maps are in use. */
export function placeOf({ file, site }: Frame, root: string): Place {
  const line = site.getLineNumber() ?? 1;
  const column = site.getColumnNumber() ?? 1;
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  if (entry && 'originalSource' in entry && typeof entry.originalSource === 'string') {
    const source = entry.originalSource;
    const original = source.startsWith('file:') ? fileURLToPath(source) : resolve(file, '..', source);
    if (original.startsWith(root + sep)) {
      return {
        file: below(root, original),
        line: entry.originalLine + 1,
        column: entry.originalColumn + 1,
      };
    }
  }
  return { file: below(root, file), line, column };
}

function below(root: string, path: string): string {
  return relative(root, path).replaceAll(sep, '/');
}
