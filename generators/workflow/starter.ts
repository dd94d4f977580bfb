/** Two tasks, the second of which reads the outputs of the first. */
export const STARTER_TASKS = ['collect', 'report'] as const;

/**
 * The starter's workflow file.
 *
 * @param project name of the project in its folder
 */
export function starterWorkflow(name: string, schema: string, project: string): string {
  return `{
  "$schema": ${JSON.stringify(schema)},
  "name": ${JSON.stringify(name)},
  "tasks": {
    // Each task is a target of this project: npx nx run ${project}:collect
    "collect": {
      "description": "List the files of the project",
      "command": "node {projectRoot}/tasks/collect.mjs {projectRoot}",
      // These files belong to this task alone, and are cached.
      "outputs": ["{projectRoot}/build/collect"]
    },
    "report": {
      "description": "Count the files by extension",
      "command": "node {projectRoot}/tasks/report.mjs {projectRoot}",
      // This task reads the outputs of these tasks. While they stay the same, it is a cache hit.
      "dependsOn": ["collect"],
      "inputs": ["{projectRoot}/tasks/report.mjs"],
      "outputs": ["{projectRoot}/build/report"]
    }
  }
}
`;
}

export function emptyWorkflow(name: string, schema: string): string {
  return `{
  "$schema": ${JSON.stringify(schema)},
  "name": ${JSON.stringify(name)},
  "tasks": {}
}
`;
}

/** The starter's scripts, by path below the project. */
export const STARTER_FILES: Readonly<Record<string, string>> = {
  'tasks/collect.mjs': `// Lists the project's files with their sizes. Usage, from the workspace's root: node collect.mjs <project>
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const project = process.argv[2] ?? '.';
const output = join(project, 'build', 'collect');
// Skips the outputs of other tasks, which may or may not exist when this task runs.
const skipped = new Set(['build', 'generated', 'node_modules', '.git', '.nx']);

const files = walk(project).sort((a, b) => (a.path < b.path ? -1 : 1));
mkdirSync(output, { recursive: true });
writeFileSync(join(output, 'files.json'), JSON.stringify(files, null, 2) + '\\n');
console.log(files.length + ' files');

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (skipped.has(entry.name)) return [];
    if (entry.isDirectory()) return walk(path);
    return [{ path: relative(project, path).replaceAll('\\\\', '/'), bytes: statSync(path).size }];
  });
}
`,
  'tasks/report.mjs': `// Counts what collect.mjs has listed. Usage, from the workspace's root: node report.mjs <project>
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const project = process.argv[2] ?? '.';
const files = JSON.parse(readFileSync(join(project, 'build', 'collect', 'files.json'), 'utf8'));
const output = join(project, 'build', 'report');

const counts = new Map();
for (const { path } of files) {
  const kind = extname(path) || 'none';
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}
const report = [...counts].sort().map(([kind, count]) => kind + ': ' + count);
mkdirSync(output, { recursive: true });
writeFileSync(join(output, 'report.txt'), report.join('\\n') + '\\n');
console.log(report.join('\\n'));
`,
};
