import { join, posix } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { readRegularText } from '../../state/regular-file';
import { fileProblem, isFileError, isMissing } from '../file-problem';
import type { Settings } from '../settings';

/** Compiler options if the user names no tsconfig: the strictest that Node and bundlers have in common. */
const STRICT = {
  strict: true,
  target: 'es2022',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  // Otherwise the result would depend on the packages in node_modules/@types.
  types: [],
  skipLibCheck: true,
};

/**
 * The tsconfig for the generated files. It extends the user's tsconfig, if any, and overrides only the choice of files
 * and the output: nothing is written.
 *
 * @param files relative to the output folder
 * @param buildInfo absolute path of the compiler's build info
 */
export function projectFile(
  { workspaceRoot, outputDir }: Settings,
  files: readonly string[],
  tsconfig: string | undefined,
  buildInfo: string,
): string {
  const absolute = (path: string): string => posix.join(workspaceRoot.replaceAll('\\', '/'), path);
  const output = absolute(outputDir);
  const project = {
    ...(tsconfig === undefined ? {} : { extends: absolute(tsconfig) }),
    compilerOptions: {
      ...(tsconfig === undefined ? STRICT : {}),
      noEmit: true,
      composite: false,
      declaration: false,
      declarationMap: false,
      emitDeclarationOnly: false,
      incremental: true,
      tsBuildInfoFile: buildInfo,
      rootDir: absolute('.'),
    },
    files: files.map((path) => `${output}/${path}`),
    include: [],
    references: [],
  };
  return `${JSON.stringify(project, null, 1)}\n`;
}

/**
 * The tsconfig and those that it extends by path, relative to the workspace. Configurations from packages are covered
 * by their versions.
 */
export function configFiles(
  { workspaceRoot, outputDir }: Pick<Settings, 'workspaceRoot' | 'outputDir'>,
  tsconfig: string | undefined,
): string[] | Diagnostic {
  const found: string[] = [];
  const queue = tsconfig === undefined ? [] : [tsconfig];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.includes(file) || file.startsWith('../')) continue;
    let text: string | undefined;
    try {
      text = textIfThere(join(workspaceRoot, file)) ?? textIfThere(join(workspaceRoot, `${file}.json`));
    } catch (error) {
      if (!isFileError(error)) throw error;
      return fileProblem(error, { workspaceRoot, outputDir });
    }
    if (text === undefined) {
      const hint = 'check the option "tsconfig"; it is relative to the workspace\'s root';
      return { severity: 'error', code: 'missing-file', message: 'there is no such tsconfig', file, hint };
    }
    found.push(file);
    const { parse } = require('jsonc-parser') as typeof import('jsonc-parser');
    const { extends: bases } = (parse(text, [], { allowTrailingComma: true }) ?? {}) as { extends?: unknown };
    for (const base of [bases].flat()) {
      if (typeof base !== 'string' || !base.startsWith('.')) continue;
      const path = posix.join(posix.dirname(file), base);
      queue.push(path.endsWith('.json') ? path : `${path}.json`);
    }
  }
  return found;
}

/** Undefined if there is no such file; a folder may have the name without `.json`. */
function textIfThere(path: string): string | undefined {
  try {
    return readRegularText(path);
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'EISDIR') return undefined;
    throw error;
  }
}
