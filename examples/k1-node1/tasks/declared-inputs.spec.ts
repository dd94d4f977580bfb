import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parse } from 'jsonc-parser';
import micromatch from 'micromatch';
import ts from 'typescript';

/** Every file that a task reads must be a declared input; otherwise Nx would restore stale outputs from its cache. */

const ROOT = join(__dirname, '../../..');
const EXAMPLE = 'examples/k1-node1';
const FAMILY = `${EXAMPLE}/patterns/prism`;

interface Task {
  command?: string;
  project?: string | string[];
  cache?: boolean;
  inputs?: (string | { externalDependencies?: string[] })[];
}
const { tasks } = parse(readFileSync(join(ROOT, EXAMPLE, 'nx-workflow.json'), 'utf8')) as {
  tasks: Record<string, Task>;
};
const scripts = Object.entries(tasks).filter(([, { command, cache }]) => command !== undefined && cache !== false);

/** The files that a script imports, directly or not, and the packages that they import. */
function closure(script: string): { files: string[]; packages: string[] } {
  const files = new Set([script]);
  const packages = new Set<string>();
  for (const file of files) {
    if (file.endsWith('.json')) continue;
    const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, file), 'utf8'), true, true);
    for (const { fileName: name } of importedFiles) {
      if (name.startsWith('.')) {
        const path = posix.join(dirname(file), name);
        const found = [path, `${path}.js`, `${path}.json`].find(
          (one) => existsSync(join(ROOT, one)) && /\.\w+$/.test(one),
        );
        if (found === undefined) throw new Error(`${file} imports ${name}, which is not there`);
        files.add(found);
      } else if (!name.startsWith('node:')) {
        packages.add(name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : name.split('/')[0]!);
      }
    }
  }
  return { files: [...files], packages: [...packages] };
}

test.each(scripts)(
  '%s: every module that its script loads is among its inputs',
  (_name, { command, project, inputs = [] }) => {
    const script = /^node (\S+\.mjs) \{projectRoot\}$/.exec(command ?? '')?.[1] ?? '';
    const roots = [project ?? EXAMPLE].flat();
    const home = roots.some((root) => root.includes('*')) ? FAMILY : roots[0]!;
    const globs = inputs
      .filter((input) => typeof input === 'string')
      .map((input) => input.replace('{workspaceRoot}/', '').replace('{projectRoot}', home));
    const declared = inputs.flatMap((input) => (typeof input === 'string' ? [] : (input.externalDependencies ?? [])));
    // Nx hashes all packages if a task declares none.
    const isNarrowed = inputs.some((input) => typeof input !== 'string' && input.externalDependencies);
    const { files, packages } = closure(script);
    expect(files.filter((file) => !micromatch.isMatch(file, globs))).toEqual([]);
    // The plugin is an input of every task.
    const missing = packages.filter((name) => !declared.includes(name) && name !== 'nx-workflow');
    expect(isNarrowed ? missing : []).toEqual([]);
  },
);

test('only tasks 1, 7 and 8 read spec files, so a comment in a spec reruns no other task', () => {
  const readers = Object.entries(tasks).filter(([, task]) =>
    /\{projectRoot\}\/(\*\*\/\*"|\*\.yaml)|patterns\/\*(?!\/project\.json|\/build\/)/.test(
      JSON.stringify({ ...task, project: undefined }),
    ),
  );
  expect(readers.map(([name]) => name)).toEqual(['remove-wifi-credentials', 'pattern-recognition', 'code-generation']);
});
