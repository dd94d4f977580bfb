import type { TargetConfiguration } from '@nx/devkit';
import type { Layout } from './layout';
import type { MergedTarget } from './merged-target';
import type { TargetOutputs } from './target-io';
import type { Task, Workflow } from './workflow';

/** The targets of a project by name. */
export type Targets = Record<string, TargetConfiguration>;

/** A workflow with its projects resolved. */
export interface PlacedWorkflow {
  readonly workflow: Workflow;
  /** The workflow's name; by default that of its project. */
  readonly name: string;
  /** The folder of the workflow file. */
  readonly root: string;
  readonly layout: Layout;
  /** The name of the project at `root`: a root of the layout, or the folder of the workflow file. */
  readonly projectName: (root: string) => string;
  /** A task's target on one of its projects, as Nx runs it. */
  readonly merged: (task: Task, root: string) => MergedTarget;
  /** The outputs of that target. */
  readonly outputs: (task: Task, root: string) => TargetOutputs;
}
