import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { installCommand } from '../../modules/install-command';
import { readRegularText } from '../../state/regular-file';
import { runCommand } from '../compile/process-group';

/** How to start a compiler: a program and the arguments before its own. */
export interface Typescript {
  readonly program: string;
  readonly args: readonly string[];
}

export interface CompilerRun {
  /** What it printed, findings among it. */
  readonly stdout: string;
  /** The same with standard error, and why it could not be started. */
  readonly allOutput: string;
  /** null where a signal ended it. */
  readonly code: number | null;
}

/** Beyond this many characters of findings nobody reads on. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/** The compiler that a project at the workspace's root would get. */
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
 * Runs it to its end; it ends with this process, whatever ends that.
 *
 * @param project absolute path of the tsconfig
 */
export async function runTypescript({ program, args }: Typescript, cwd: string, project: string): Promise<CompilerRun> {
  const all = [...args, '--project', project, '--pretty', 'false'];
  const { code, signal, stdout, output, error } = await runCommand(program, all, cwd, { maxOutput: MAX_OUTPUT });
  const trouble = error?.message ?? (signal === null ? '' : `it was ended by ${signal}`);
  return { stdout, allOutput: `${output}${trouble}`, code };
}

/** From version 7 on the compiler is a program of its own, and Node would only start it. */
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
