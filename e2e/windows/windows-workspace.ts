import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkspace, type Workspace, type WorkspaceOptions } from '../support/workspace';

/** The environment that `tools/test-windows.mjs` has prepared. */
export interface WindowsNode {
  /** The program to start as Node; its output can be read through pipes. */
  readonly node: string;
  /** Packages for Windows; of platform-specific packages, also those for this system. */
  readonly modules: string;
}

export const WINDOWS = (JSON.parse(process.env['NX_WORKFLOW_TEST_WINDOWS'] ?? 'null') ?? undefined) as
  WindowsNode | undefined;

/** A version of Nx that the registry also has for Windows. */
const NX = { nx: '24.0.6', devkit: '24.0.0' };

/**
 * A workspace that Windows and Linux can use in turn: its packages are those for both.
 *
 * @param system the system whose Node runs the commands
 */
export async function createFor(system: 'windows' | 'linux', options: WorkspaceOptions = {}): Promise<Workspace> {
  if (!WINDOWS) throw new Error('npm run test:windows');
  const workspace = await createWorkspace({
    ...options,
    ...NX,
    ...(system === 'windows' ? { node: WINDOWS.node } : {}),
  });
  addPackages(workspace);
  return workspace;
}

export function addPackages(workspace: Workspace): void {
  const { modules } = WINDOWS!;
  for (const name of readdirSync(modules)) {
    const names = name.startsWith('@') ? readdirSync(join(modules, name)).map((one) => `${name}/${one}`) : [name];
    for (const one of names) {
      workspace.remove(`node_modules/${one}`);
      cpSync(join(modules, one), join(workspace.root, 'node_modules', one), { recursive: true });
    }
  }
}
