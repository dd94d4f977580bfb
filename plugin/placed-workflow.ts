import type { Layout } from './layout';
import type { Workflow } from './workflow';

/** A workflow with its projects found. */
export interface PlacedWorkflow {
  readonly workflow: Workflow;
  /** The workflow's name, the project's where the file gives none. */
  readonly name: string;
  /** The file's folder. */
  readonly root: string;
  readonly layout: Layout;
  /** The name of the project at a root of the layout, or at the file's. */
  readonly projectName: (root: string) => string;
}
