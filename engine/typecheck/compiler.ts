import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { installCommand } from '../../modules/install-command';
import { readRegularText } from '../../state/regular-file';
import { runCommand } from '../compile/process-group';

/** The command of a compiler: a program and its leading arguments. */
export interface Typescript {
  readonly program: string;
  readonly args: readonly string[];
}

export interface CompilerRun {
  /** Standard output, including the findings. */
  readonly stdout: string;
  /** Standard output and standard error, with the error if it could not be started. */
  readonly allOutput: string;
  /** null if a signal ended it. */
  readonly code: number | null;
}

/** Limit of the captured output, in characters. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/** Finds the compiler that a project at the workspace root would use. */
export function findTypescript(workspaceRoot: string): Typescript | Diagnostic {
  let manifest: string;
  try {
    manifest = createRequire(join(workspaceRoot, 'package.json')).resolve('typescript/package.json');
  } catch {
    return {
      severity: 'error',
      code: 'missing-typescript',
      message: 'checking types needs the package typescript, which is not installed',
      hint: `${installCommand(workspaceRoot, 'typescript')}, or set "typecheck": false in the compiler's options`,
    };
  }
  const { bin } = JSON.parse(readRegularText(manifest)) as { bin: { tsc: string } };
  const native = nativeProgram(manifest);
  if (native !== undefined) return { program: native, args: [] };
  return { program: process.execPath, args: [join(dirname(manifest), bin.tsc)] };
}

/**
 * Runs the compiler. It is ended together with this process.
 *
 * @param project absolute path of the tsconfig
 */
export async function runTypescript({ program, args }: Typescript, cwd: string, project: string): Promise<CompilerRun> {
  const all = [...args, '--project', project, '--pretty', 'false'];
  const { code, signal, stdout, output, error } = await runCommand(program, all, cwd, { maxOutput: MAX_OUTPUT });
  const trouble = error?.message ?? (signal === null ? '' : `it was ended by ${signal}`);
  return { stdout, allOutput: `${output}${trouble}`, code };
}

/** Since version 7 the compiler is a native program; starting it through Node would be slower. */
function nativeProgram(manifest: string): string | undefined {
  try {
    const name = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
    const file = join(dirname(createRequire(manifest).resolve(name)), 'lib', 'tsc');
    const program = process.platform === 'win32' ? `${file}.exe` : file;
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}
