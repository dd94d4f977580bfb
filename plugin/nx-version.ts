import { createRequire } from 'node:module';
import { join } from 'node:path';

/** As `NX_VERSION` of the devkit says it, which takes longer to load than all targets to infer. */
export function nxVersion(workspaceRoot: string): string {
  try {
    const { version } = createRequire(join(workspaceRoot, 'package.json'))('nx/package.json') as { version: string };
    return version;
  } catch {
    const { NX_VERSION } = require('@nx/devkit') as typeof import('@nx/devkit');
    return NX_VERSION;
  }
}
