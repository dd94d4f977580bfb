import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';

/** How to start a compiler: a program and the arguments before its own. */
export interface Typescript {
  readonly program: string;
  readonly args: readonly string[];
}

export interface CompilerRun {
  /** Of all streams; findings are on standard output. */
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Beyond this many bytes of findings nobody reads on. */
const MAX_OUTPUT = 256 * 1024 * 1024;

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
      hint: 'npm install --save-dev typescript, or set "typecheck": false in the compiler\'s options',
    };
  }
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { tsc: string } };
  const native = nativeProgram(manifest);
  if (native !== undefined) return { program: native, args: [] };
  return { program: process.execPath, args: [join(dirname(manifest), bin.tsc)] };
}

/** @param project absolute path of the tsconfig */
export function runTypescript({ program, args }: Typescript, cwd: string, project: string): Promise<CompilerRun> {
  return new Promise((resolve) => {
    const all = [...args, '--project', project, '--pretty', 'false'];
    execFile(program, all, { cwd, maxBuffer: MAX_OUTPUT }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      const trouble = typeof error?.code === 'string' || error?.signal ? error.message : '';
      resolve({ stdout, stderr: `${stderr}${trouble}`, code });
    });
  });
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
