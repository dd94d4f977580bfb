import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The value of the devkit's `NX_VERSION`, without loading the devkit, which takes longer than all inference. */
export function nxVersion(workspaceRoot: string): string {
  try {
    const { version } = createRequire(join(workspaceRoot, 'package.json'))('nx/package.json') as { version: string };
    return version;
  } catch {
    const { NX_VERSION } = require('@nx/devkit') as typeof import('@nx/devkit');
    return NX_VERSION;
  }
}
