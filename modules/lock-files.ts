/** Lock files of package managers, the first of which Nx reads where there are several. */
export const LOCK_FILES = ['bun.lock', 'bun.lockb', 'yarn.lock', 'pnpm-lock.yaml', 'package-lock.json'];
