import { posix } from 'node:path';
import { parse } from 'jsonc-parser';
import { BrokenFiles } from './broken-files';
import type { TaskRun } from './repository-copy';
import { EXAMPLE, PRISM, SmallLibrary, STATIC } from './small-library';

interface Dependency {
  readonly task?: string;
  readonly target?: string;
}

interface Task {
  readonly id?: number;
  readonly project?: string | readonly string[];
  readonly command?: string;
  readonly dependsOn?: readonly (string | Dependency)[];
}

/** A mutation of a task's inputs. */
export interface Breakage {
  /** The task's name in nx-workflow.json. */
  readonly task: string;
  /** The project to run on; default: the task's only one, or the smallest family. */
  readonly project?: string;
  readonly name: string;
  /** Tasks between the mutated input and this task, which run first. */
  readonly through?: readonly string[];
  readonly apply: (files: BrokenFiles) => void;
  /** The expected message with its location, verbatim. */
  readonly says: string;
}

/** A small library whose tasks run as the workflow declares them, in the order of their dependencies. */
export class BreakableLibrary extends SmallLibrary {
  readonly tasks: Readonly<Record<string, Task>> = parse(this.read(`${EXAMPLE}/nx-workflow.json`)).tasks;
  private readonly done = new Set([
    'test-framework',
    'architecture-analysis',
    'pattern-recognition',
    'code-generation',
    'pattern-index',
    'cpp-runtime',
    'pattern-registry',
  ]);

  /** Runs a task and its dependencies without a mutation, to prove that the task can pass. */
  prepare(name: string): void {
    for (const one of this.tasks[name]?.dependsOn ?? []) {
      this.prepare(typeof one === 'string' ? one : (one.task ?? one.target ?? ''));
    }
    if (this.done.has(name)) return;
    for (const project of this.projectsOf(name)) {
      expect({ name, project, ...this.runTask(name, project) }).toMatchObject({ name, project, code: 0, stderr: '' });
    }
    this.done.add(name);
  }

  /** Runs a task on mutated files, then restores them and the task's output. */
  runBroken({ task, project = this.projectsOf(task).at(-1) ?? '.', through = [], apply }: Breakage): TaskRun {
    const files = new BrokenFiles(this.root);
    try {
      for (const folder of [...through, task, `${task}-result`]) files.keep(posix.join(project, 'build', folder));
      apply(files);
      for (const one of through) {
        const run = this.runTask(one, project);
        if (run.code !== 0) return run;
      }
      return this.runTask(task, project);
    } finally {
      files.mend();
    }
  }

  private runTask(name: string, project: string): TaskRun {
    const command = this.tasks[name]?.command;
    if (command === undefined) {
      const run = this.generate(project, name);
      // The result of task 8 is written by code-generation-result.
      return run.code === 0 && name === 'code-generation' ? this.runTask(`${name}-result`, EXAMPLE) : run;
    }
    const [program, ...args] = command.replace('{projectRoot}', project).split(' ');
    if (program !== 'node') throw new Error(`${name} is no task of Node's: ${command}`);
    return this.node(...args);
  }

  private projectsOf(name: string): string[] {
    const families = [STATIC, PRISM];
    return [this.tasks[name]?.project ?? EXAMPLE]
      .flat()
      .flatMap((project) => (project.endsWith('/patterns/*') ? families : [project]));
  }
}
