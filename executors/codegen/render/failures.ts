import { relative } from 'node:path';
import type { Diagnostic } from '../../../diagnostics/diagnostic';
import { UnknownPartialError } from '../templates/built-in-helpers';
import type { Spec } from './spec';

/**
 * What a prepare module threw for one spec. An error may carry `pointer`, a JSON Pointer into the spec that
 * becomes line and column, and `hint`.
 */
export function prepareFailure(error: unknown, spec: Spec, workspaceRoot: string): Diagnostic {
  const { message, pointer, hint } = (error ?? {}) as { message?: unknown; pointer?: unknown; hint?: unknown };
  const text = withoutRoot(String(message ?? error), workspaceRoot);
  const help = typeof hint === 'string' ? hint : pointer === undefined ? thrownAt(error, workspaceRoot) : undefined;
  return {
    severity: 'error',
    code: 'prepare',
    message: text,
    ...spec.locate(typeof pointer === 'string' ? pointer : ''),
    ...(help === undefined ? {} : { hint: help }),
  };
}

/** What the prepare module's export `library` threw. */
export function libraryFailure(error: unknown, module: string, workspaceRoot: string): Diagnostic {
  const { message, stack, hint } = error as { message: string; stack?: string; hint?: unknown };
  return {
    severity: 'error',
    code: 'prepare',
    message: `the export "library" failed: ${withoutRoot(message, workspaceRoot)}`,
    file: module,
    ...placeIn(stack ?? '', workspaceRoot),
    ...(typeof hint === 'string' ? { hint } : {}),
  };
}

/** What rendering threw: a helper that failed, or a partial that data asked for and that does not exist. */
export function templateFailure(
  error: unknown,
  template: string,
  pattern: string | undefined,
  workspaceRoot: string,
): Diagnostic {
  const { message, lineNumber, column } = error as { message: string; lineNumber?: number; column?: number };
  const unknown = error instanceof UnknownPartialError;
  const hint = unknown ? 'partials come from the option "partials"' : thrownAt(error, workspaceRoot);
  return {
    severity: 'error',
    code: unknown ? 'unknown-partial' : 'render',
    message: `rendering${pattern === undefined ? '' : ` for ${pattern}`} failed: ${withoutRoot(message, workspaceRoot)}`,
    file: template,
    ...(lineNumber === undefined ? {} : { line: lineNumber, column: (column ?? 0) + 1 }),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The plan knows a file by other bytes than those that were read: what came of them would be recorded wrongly. */
export function changedWhileReading(file: string): Diagnostic {
  return {
    severity: 'error',
    code: 'changed-during-run',
    message: 'this file changed while the run was reading it',
    file,
    hint: 'run again',
  };
}

function thrownAt(error: unknown, workspaceRoot: string): string | undefined {
  const place = placeIn((error as Error | undefined)?.stack ?? '', workspaceRoot);
  return place ? `thrown at ${place.file}:${place.line}` : undefined;
}

/** The first line of a stack that lies in the workspace and outside node_modules. */
export function placeIn(
  stack: string,
  workspaceRoot: string,
): { file: string; line: number; column?: number } | undefined {
  for (const match of stack.matchAll(/(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/])[^\n():]*):(\d+)(?::(\d+))?/g)) {
    const file = relative(workspaceRoot, match[1] ?? '').replaceAll('\\', '/');
    if (file === '' || file.startsWith('..') || file.includes('node_modules/')) continue;
    const column = match[3] === undefined ? {} : { column: Number(match[3]) };
    return { file, line: Number(match[2]), ...column };
  }
  return undefined;
}

/** Messages must read the same in every checkout. */
export function withoutRoot(message: string, workspaceRoot: string): string {
  return message.replaceAll(`${workspaceRoot}/`, '').replaceAll(workspaceRoot, '.').split('\nRequire stack:')[0] ?? '';
}
