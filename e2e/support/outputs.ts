import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from './workspace';

/** Hashes of output files, by path relative to the workspace root. */
export type Outputs = ReadonlyMap<string, string>;

interface Target {
  readonly outputs?: string[];
  readonly options?: Readonly<Record<string, string>>;
}

/** All files in declared outputs of targets in Nx's project graph. */
export async function declaredOutputs(workspace: Workspace): Promise<Outputs> {
  const file = '.nx/outputs-graph.json';
  const { code, output } = await workspace.nx(['graph', `--file=${file}`]);
  if (code !== 0) throw new Error(output);
  const { graph } = JSON.parse(workspace.read(file)) as {
    graph: { nodes: Record<string, { data: { root: string; targets?: Record<string, Target> } }> };
  };
  workspace.remove(file);
  const places = Object.values(graph.nodes).flatMap(({ data: { root, targets = {} } }) =>
    Object.values(targets).flatMap(({ outputs = [], options = {} }) =>
      outputs.map((one) =>
        one
          .replace(/\{options\.([^}]+)\}/, (token, name: string) => options[name] ?? token)
          .replace('{projectRoot}', root)
          .replace('{workspaceRoot}', '.')
          .replace(/^(\.\/)+/, ''),
      ),
    ),
  );
  const files = [...new Set(places)].flatMap((place) => filesIn(workspace.root, place)).sort();
  return new Map(files.map((path) => [path, sha256(join(workspace.root, path))]));
}

/** The files that exist on one side only or differ, sorted. */
export function differences(a: Outputs, b: Outputs): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path)).sort();
}

function filesIn(root: string, path: string): string[] {
  if (!existsSync(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path)).flatMap((name) => filesIn(root, `${path}/${name}`));
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
