import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT_ENV_FILES } from '../task/env-files';
import { envFilesOfTask } from '../task/environment';
import type { PlainTask } from './reload-task';

/**
 * The files, existing or not, that determine the options and environment of a task; relative to the workspace root. A
 * target may come from the workflow file of another project, so all workflow files count.
 */
export function configurationFiles({ context, projectName, targetName, configurationName }: PlainTask): Set<string> {
  const graph = context.projectGraph;
  const files = ['nx.json', 'package.json', 'project.json', 'nx-workflow.json', ...ROOT_ENV_FILES];
  if (graph) {
    const name = { project: projectName, target: targetName, configuration: configurationName };
    files.push(...envFilesOfTask(graph, name));
    const root = graph.nodes[projectName]?.data.root ?? '.';
    files.push(...['package.json', 'project.json', 'nx-workflow.json'].map((file) => posix.join(root, file)));
    for (const { data } of Object.values(graph.nodes)) {
      const workflow = posix.join(data.root, 'nx-workflow.json');
      if (existsSync(join(context.root, workflow))) files.push(workflow);
    }
  }
  return new Set(files.map((file) => posix.normalize(file)));
}
