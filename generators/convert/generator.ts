import '../needs-devkit';
import type { Tree } from '@nx/devkit';
import { filesOnly } from '../files-only';
import { orRefuse } from '../refusal';
import type { ConvertOptions } from './options';
import { findProject } from './project';
import { toProjectJson } from './to-project-json';
import { toWorkflow } from './to-workflow';

/** Converts scripts or targets to a workflow file, and back. */
export default async function convertGenerator(disk: Tree, options: ConvertOptions): Promise<void> {
  const tree = filesOnly(disk);
  const project = orRefuse(findProject(tree, options.project));
  if (options.to === 'project-json') await toProjectJson(tree, project);
  else await toWorkflow(tree, project, options);
}
