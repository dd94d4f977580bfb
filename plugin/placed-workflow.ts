import type { TargetConfiguration } from '@nx/devkit';
import type { Layout } from './layout';
import type { MergedTarget } from './merged-target';
import type { TargetOutputs } from './target-io';
import type { Task, Workflow } from './workflow';

/** The targets of a project by name. */
export type Targets = Record<string, TargetConfiguration>;

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
  /** A task's target on one of its projects, as Nx runs it. */
  readonly merged: (task: Task, root: string) => MergedTarget;
  /** What that target writes. */
  readonly outputs: (task: Task, root: string) => TargetOutputs;
}
