import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SyncedTarget } from './synced-targets';

/** Runs targets by the workspace's own Nx. Throws with what it printed where one fails. */
export async function runTargets(root: string, targets: readonly SyncedTarget[]): Promise<void> {
  const nx = nxProgram(root);
  for (const [projects, names] of byProjects(targets)) {
    // The sync that this belongs to is not to begin again.
    const args = ['run-many', `--targets=${names.join(',')}`, `--projects=${projects}`, '--skip-sync'];
    await new Promise<void>((resolve, reject) =>
      execFile(
        process.execPath,
        [nx, ...args, '--output-style=static'],
        { cwd: root, env: { ...process.env, NX_TUI: 'false' }, maxBuffer: 2 ** 28 },
        (error, stdout, stderr) =>
          error ? reject(new Error(`"nx ${args.join(' ')}" failed\n${stdout}${stderr}`)) : resolve(),
      ),
    );
  }
}

/** The names of targets by the list of the projects that have them: what one command can run. */
function byProjects(targets: readonly SyncedTarget[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of new Set(targets.map(({ target }) => target))) {
    const projects = targets.flatMap(({ project, target }) => (target === name ? [project] : [])).join(',');
    found.set(projects, [...(found.get(projects) ?? []), name]);
  }
  return found;
}

function nxProgram(root: string): string {
  const manifest = createRequire(join(root, 'package.json')).resolve('nx/package.json');
  const { bin } = require(manifest) as { bin: { nx: string } };
  return join(dirname(manifest), bin.nx);
}
