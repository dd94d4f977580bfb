import { accessSync, constants } from 'node:fs';
import { delimiter, extname, join, resolve } from 'node:path';
import { statOrNothing } from '../graph/stat';

/** Search path if PATH is not set. */
const DEFAULT_PATH = '/usr/bin:/bin';
const DEFAULT_EXTENSIONS = '.COM;.EXE;.BAT;.CMD';

/**
 * Absolute path of a program; empty if it is not found.
 *
 * @param cwd folder that relative paths refer to
 */
export function findProgram(
  cwd: string,
  program: string,
  env: NodeJS.ProcessEnv = process.env,
  isWindows = process.platform === 'win32',
): string {
  const extensions = isWindows ? windowsExtensions(program, env) : [''];
  const folders = /[\\/]/.test(program) ? [''] : (env['PATH'] ?? DEFAULT_PATH).split(delimiter);
  for (const folder of folders) {
    for (const extension of extensions) {
      const path = resolve(cwd, join(folder, program + extension));
      if (statOrNothing(path)?.isFile() && (isWindows || isExecutable(path))) return path;
    }
  }
  return '';
}

/** Extensions that Windows tries. Next to `npx.cmd` there is an `npx` for other shells, which Windows cannot run. */
function windowsExtensions(program: string, env: NodeJS.ProcessEnv): string[] {
  const extensions = (env['PATHEXT'] ?? DEFAULT_EXTENSIONS).split(';').filter((one) => one !== '');
  const isWhole = extensions.some((one) => one.toLowerCase() === extname(program).toLowerCase());
  return isWhole ? ['', ...extensions] : extensions;
}

/** The system skips files that are not executable. */
function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
