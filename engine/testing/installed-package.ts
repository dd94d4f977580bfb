import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Installs a package that is not a dependency of this repository, into a folder that later tests reuse.
 *
 * @param what `name@version`
 * @returns the folder of the package
 */
export function installedPackage(what: string): string {
  const name = what.slice(0, what.lastIndexOf('@'));
  const folder = join(tmpdir(), `nx-workflow-test-${what.replace(/[^\w.@-]/g, '-')}`);
  if (!existsSync(folder)) {
    const made = `${folder}-${process.pid}`;
    mkdirSync(made, { recursive: true });
    writeFileSync(join(made, 'package.json'), '{}');
    execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--silent', what], { cwd: made });
    try {
      renameSync(made, folder);
    } catch {
      // Another process was faster.
      rmSync(made, { recursive: true, force: true });
    }
  }
  return join(folder, 'node_modules', name);
}
