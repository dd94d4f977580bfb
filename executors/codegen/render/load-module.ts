import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from '../../../diagnostics/diagnostic';
import { placeIn, withoutRoot } from './failures';

export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * Loads a module of the user's, CommonJS or ES, or TypeScript where Node or an installed loader runs it.
 * The answer holds the exports by name; `default` is `module.exports` itself where a CommonJS module has none.
 *
 * @param option the option that named it, for the message
 */
export async function loadModule(
  workspaceRoot: string,
  path: string,
  absolute: string,
  option: string,
): Promise<ModuleExports | Diagnostic> {
  try {
    return withDefault(await load(absolute));
  } catch (error) {
    const { code, message, stack } = error as NodeJS.ErrnoException;
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
      return {
        severity: 'error',
        code: 'module',
        message: `Node ${process.versions.node} cannot run the TypeScript module of the option "${option}"`,
        file: path,
        hint: 'use Node 22.18 or later, or a loader (NODE_OPTIONS="--import tsx"), or write the module in JavaScript',
      };
    }
    const place = placeIn(stack ?? '', workspaceRoot);
    return {
      severity: 'error',
      code: 'module',
      message: `the module of the option "${option}" cannot be loaded: ${withoutRoot(message, workspaceRoot)}`,
      file: place?.file ?? path,
      ...(place ? { line: place.line, ...(place.column === undefined ? {} : { column: place.column }) } : {}),
    };
  }
}

async function load(absolute: string): Promise<unknown> {
  if (!/\.(cjs|js|json)$/.test(absolute)) return import(pathToFileURL(absolute).href);
  try {
    return createRequire(absolute)(absolute) as unknown;
  } catch (error) {
    const { code, name, message } = error as NodeJS.ErrnoException;
    const isEsModule =
      code === 'ERR_REQUIRE_ESM' ||
      code === 'ERR_REQUIRE_ASYNC_MODULE' ||
      (name === 'SyntaxError' && /import statement|Unexpected token 'export'/.test(message));
    if (!isEsModule) throw error;
    return import(pathToFileURL(absolute).href);
  }
}

function withDefault(exports: unknown): ModuleExports {
  if (typeof exports !== 'object' || exports === null) return { default: exports };
  if (!('default' in exports)) return { ...exports, default: exports };
  // What TypeScript and Babel compile to CommonJS, imported by an ES module.
  const inner = (exports as ModuleExports)['default'];
  if (typeof inner === 'object' && inner !== null && '__esModule' in inner && 'default' in inner) {
    return inner;
  }
  return exports;
}
