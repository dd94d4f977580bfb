import { accessSync, constants } from 'node:fs';
import { delimiter, extname, join, resolve } from 'node:path';
import { statOrNothing } from '../graph/stat';

/** Where the system looks without the variable PATH. */
const DEFAULT_PATH = '/usr/bin:/bin';
const DEFAULT_EXTENSIONS = '.COM;.EXE;.BAT;.CMD';

/**
 * Where the name of a program leads, absolute; empty where it leads nowhere.
 *
 * @param cwd the folder that a path is relative to
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

/** What Windows puts behind a name. Beside `npx.cmd` lies an `npx` for other shells, which it cannot run. */
function windowsExtensions(program: string, env: NodeJS.ProcessEnv): string[] {
  const extensions = (env['PATHEXT'] ?? DEFAULT_EXTENSIONS).split(';').filter((one) => one !== '');
  const isWhole = extensions.some((one) => one.toLowerCase() === extname(program).toLowerCase());
  return isWhole ? ['', ...extensions] : extensions;
}

/** The system goes past a file that is none. */
function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
