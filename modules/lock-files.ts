/** Lock files of package managers. If there are several, Nx reads the first one. */
export const LOCK_FILES = ['bun.lock', 'bun.lockb', 'yarn.lock', 'pnpm-lock.yaml', 'package-lock.json'];
