/**
 * Every code that a diagnostic of a workflow file can carry, with one line on its meaning. Codes are
 * stable: users search for them, and docs/errors.md has an entry for each.
 */
export const WORKFLOW_DIAGNOSTIC_CODES = {
  'unreadable-file': 'the workflow file cannot be read',
  'syntax-error': 'the text is not JSON with comments',
  'duplicate-property': 'one object has the same property twice',
  'unknown-property': 'a property that no workflow, task or dependency has',
  'missing-property': 'a property that must be there is not',
  'wrong-type': 'a value of another type than the property takes',
  'invalid-name': 'a workflow, task or phase name with a character that Nx gives a meaning to',
  'reserved-name': 'a task is named like a target that the plugin makes itself',
  'duplicate-id': 'two tasks have the same id',
  'duplicate-phase': 'a phase is listed twice',
  'unknown-phase': 'a task names a phase that the list of phases does not have',
  'unknown-task': 'dependsOn or after names a task that the file does not have',
  'unknown-target': 'an edge leads to a project or a target that is not there',
  'edge-without-outputs': 'a data edge to a target that declares no outputs hashes nothing',
  'unknown-outputs': 'a data edge and an order edge whose outputs only Nx knows cannot be told apart',
  'glob-in-project-root': 'a folder name that Nx reads as a glob, so that it would miss changes in it',
  matrix: 'a matrix that makes no tasks, or a name that it does not have',
  cycle: 'tasks wait for each other in a circle',
  'command-and-executor': 'a task has both a command and an executor',
  'no-command-or-executor': 'a task has neither a command nor an executor',
  'cached-continuous': 'a task is both cached and continuous, which Nx refuses',
  limits: 'a time limit or a number of tries that a task cannot have',
  committed: 'a task is said to be committed that generates no code, or whose code git ignores',
  'overlapping-outputs': 'two targets own the same file or directory',
  'invalid-output': 'an output that is a whole project, or lies outside the workspace',
  'undeclared-output': 'a dependency is narrowed to files that the other task does not declare as outputs',
  'mangled-token': 'a template expression that Nx would replace before the executor sees it',
  'misplaced-workspace-root': '{workspaceRoot} somewhere else than at the start of an option',
  'missing-project-root': 'a project of a task is not a folder with a project.json or package.json',
  'unsafe-project-name': 'a command would get a folder or project name that a shell takes for more than a name',
  'duplicate-project-name': 'two workflow files would make projects of the same name',
  'project-name-taken': 'another project already has the name that the workflow would give to its own',
  'duplicate-target': 'two workflow files put a target of the same name on one project',
  'replaced-by-target-defaults': 'targetDefaults in nx.json would replace part of a task',
  'replaced-by-project-target': 'the project defines a target of the same name, which would replace part of a task',
} as const;

/** The code of a finding about a workflow file. */
export type WorkflowDiagnosticCode = keyof typeof WORKFLOW_DIAGNOSTIC_CODES;
