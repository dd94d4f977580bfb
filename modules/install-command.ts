import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The command that adds a development dependency to a workspace root, for the package manager of its lock file.
 *
 * @param what package, optionally with `@version`, which is then installed exactly
 */
export function installCommand(workspaceRoot: string, what: string): string {
  const has = (...files: string[]): boolean => files.some((file) => existsSync(join(workspaceRoot, file)));
  const isExact = what.lastIndexOf('@') > 0;
  const exact = (option: string): string => (isExact ? ` ${option}` : '');
  if (has('bun.lock', 'bun.lockb')) return `bun add --dev${exact('--exact')} ${what}`;
  if (has('yarn.lock')) return `yarn add --dev${exact('--exact')} ${what}`;
  if (has('pnpm-workspace.yaml')) return `pnpm add --workspace-root --save-dev${exact('--save-exact')} ${what}`;
  if (has('pnpm-lock.yaml')) return `pnpm add --save-dev${exact('--save-exact')} ${what}`;
  return `npm install --save-dev${exact('--save-exact')} ${what}`;
}
