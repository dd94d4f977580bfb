import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKAGE } from '../plugin-options';

/** The version of this package: of the nearest package.json above this file that has its name. */
export function ownVersion(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const manifest = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
      if (manifest.name === PACKAGE && manifest.version !== undefined) return manifest.version;
    }
    if (folder === dirname(folder)) throw new Error(`no package.json of ${PACKAGE} above ${__dirname}`);
  }
}
