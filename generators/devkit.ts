import { createRequire } from 'node:module';

/** Returns the version of a package; throws if it is not installed. */
export type VersionOf = (name: string) => string;

/** The versions that this package resolves. */
export const versionOf: VersionOf = (name) => {
  const { version } = createRequire(__filename)(`${name}/package.json`) as { version: string };
  return version;
};

/** True if `@nx/devkit` is not installed. */
export function isDevkitMissing(versionOf: VersionOf): boolean {
  try {
    versionOf('@nx/devkit');
    return false;
  } catch {
    return true;
  }
}

/** An error message if the devkit is missing or does not match Nx; undefined if it does. */
export function devkitProblem(versionOf: VersionOf): string | undefined {
  const nx = versionOf('nx');
  if (isDevkitMissing(versionOf)) {
    return `the generators of nx-workflow need the package @nx/devkit, which is not installed
hint: add "@nx/devkit": "${nx}" to the devDependencies in package.json, install, and run this again`;
  }
  const devkit = versionOf('@nx/devkit');
  if (major(devkit) === major(nx)) return undefined;
  return `@nx/devkit ${devkit} does not match nx ${nx}
hint: set "@nx/devkit": "${nx}" in the devDependencies in package.json, install, and run this again`;
}

function major(version: string): string {
  return version.split('.')[0] ?? '';
}
