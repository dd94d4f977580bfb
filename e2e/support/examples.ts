import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { versionHere } from './base';

/** The packages that each example uses, besides those of every test workspace. */
const PACKAGES = {
  minimal: [],
  openapi: ['@apidevtools/swagger-parser', '@types/node', 'prettier'],
  graphql: ['@types/node', 'graphql'],
  tokens: ['@types/node', 'yaml'],
} as const;

export type Example = keyof typeof PACKAGES;

/** The packages that `createWorkspace` installs for an example, in the versions of this repository. */
export function packagesOf(example: Example): Record<string, string> {
  return Object.fromEntries(PACKAGES[example].map((name) => [name, versionHere(name)]));
}

/** The files of an example for a folder of a workspace, without outputs of runs. */
export function filesOf(example: Example, to: string): Record<string, string> {
  const folder = resolve(__dirname, '../../examples', example);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map(({ parentPath, name }) =>
        join(parentPath, name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      )
      .filter((path) => !/^(build|generated)\//.test(path))
      .map((path) => [`${to}/${path}`, readFileSync(join(folder, path), 'utf8')]),
  );
}
