import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { NxJsonConfiguration, ProjectGraph } from '@nx/devkit';
import { installCommand } from '../modules/install-command';
import { readRegularText } from '../state/regular-file';
import { UsageError } from './command';

/** The nearest folder with an nx.json, starting from `from` and going up. */
export function findWorkspaceRoot(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** nx.json merged with the preset that it extends; defaults if it cannot be read, which Nx itself reports. */
export function readNxJson(workspaceRoot: string): NxJsonConfiguration {
  try {
    const own = parseJson(join(workspaceRoot, 'nx.json'));
    if (own.extends === undefined) return own;
    return { ...parseJson(require.resolve(own.extends, { paths: [workspaceRoot] })), ...own };
  } catch {
    return {};
  }
}

function parseJson(path: string): NxJsonConfiguration {
  const { parse } = require('jsonc-parser') as typeof import('jsonc-parser');
  return parse(readRegularText(path), [], { allowTrailingComma: true }) as NxJsonConfiguration;
}

/** The project graph of the workspace, computed by its Nx. */
export async function loadProjectGraph(workspaceRoot: string): Promise<ProjectGraph> {
  // Nx determines its root from the current folder when it is loaded.
  process.chdir(workspaceRoot);
  const devkit = loadDevkit(workspaceRoot);
  return devkit.createProjectGraphAsync({ exitOnError: false, resetDaemonClient: true });
}

/** The workspace's devkit, or this package's own: with pnpm, a workspace sees only its direct dependencies. */
function loadDevkit(workspaceRoot: string): typeof import('@nx/devkit') {
  for (const from of [join(workspaceRoot, 'package.json'), __filename]) {
    try {
      return createRequire(from)('@nx/devkit') as typeof import('@nx/devkit');
    } catch {
      // Try the next one.
    }
  }
  const { version } = createRequire(join(workspaceRoot, 'package.json'))('nx/package.json') as { version: string };
  const install = installCommand(workspaceRoot, `@nx/devkit@${version}`);
  throw new UsageError('@nx/devkit is not installed in this workspace', install);
}
