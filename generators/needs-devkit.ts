import { createRequire } from 'node:module';

// Imported first by each generator: npm, pnpm and bun install what a package expects beside it, Yarn does not, and
// Nx would end with the name of a module and a stack.
const missing = missingDevkit((name) => void require.resolve(name));
if (missing !== undefined) throw new Error(missing);

/**
 * What to say where the devkit cannot be loaded.
 *
 * @param resolve throws for a package that is not there
 */
export function missingDevkit(resolve: (name: string) => void): string | undefined {
  try {
    resolve('@nx/devkit');
    return undefined;
  } catch {
    const { version } = createRequire(__filename)('nx/package.json') as { version: string };
    return `the generators of nx-workflow need the package @nx/devkit, which is not installed
hint: add "@nx/devkit": "${version}" to the devDependencies in package.json, install, and run this again`;
  }
}
