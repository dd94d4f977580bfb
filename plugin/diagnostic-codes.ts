/**
 * Every diagnostic code of a workflow file with its meaning. Codes are stable: users search for them,
 * and docs/errors.md has an entry for each.
 */
export const WORKFLOW_DIAGNOSTIC_CODES = {
  'unreadable-file': 'the workflow file cannot be read',
  'syntax-error': 'the text is not JSON with comments',
  'duplicate-property': 'a property occurs twice in one object',
  'unknown-property': 'an unknown property of a workflow, task or dependency',
  'missing-property': 'a required property is missing',
  'wrong-type': 'a value of the wrong type',
  'invalid-name': 'a workflow, task or phase name with a character that Nx interprets',
  'reserved-name': 'a task has the name of a target that the plugin adds',
  'duplicate-id': 'two tasks have the same id',
  'duplicate-phase': 'a phase is listed twice',
  'unknown-phase': 'a task names a phase that is not in the list of phases',
  'unknown-task': 'dependsOn or after names a task that is not in the file',
  'unknown-target': 'an edge leads to a missing project or target',
  'edge-without-outputs': 'a data edge to a target that declares no outputs hashes nothing',
  'unknown-outputs': 'only Nx knows the outputs of a data edge and of an order edge, so they cannot be separated',
  'glob-in-project-root': 'a folder name that Nx reads as a glob, so it would miss changes in it',
  matrix: 'a matrix without combinations, or a token with a name that the matrix does not have',
  cycle: 'tasks wait for each other',
  'command-and-executor': 'a task has both a command and an executor',
  'no-command-or-executor': 'a task has neither a command nor an executor',
  'cached-continuous': 'a task is both cached and continuous, which Nx refuses',
  limits: 'a timeout or a number of retries that is out of range or not allowed',
  committed: '"committed" on a task that generates no code or whose output folder git ignores',
  'overlapping-outputs': 'two targets own the same file or directory',
  'invalid-output': 'an output that is a whole project, or lies outside the workspace',
  'undeclared-output': 'an edge names outputs that the other task does not declare',
  'mangled-token': 'a template expression in which Nx would replace a token',
  'misplaced-workspace-root': '{workspaceRoot} that is not at the start of an option',
  'missing-project-root': 'a project of a task is not a folder with a project.json or package.json',
  'unsafe-project-name': 'a command would get a folder or project name that a shell would interpret',
  'duplicate-project-name': 'two workflow files would define projects of the same name',
  'project-name-taken': 'another project already has the name of the workflow',
  'duplicate-target': 'two workflow files define the same target on one project',
  'replaced-by-target-defaults': 'targetDefaults in nx.json would replace part of a task',
  'replaced-by-project-target': 'the project defines a target of the same name, which would replace part of a task',
} as const;

/** The code of a finding about a workflow file. */
export type WorkflowDiagnosticCode = keyof typeof WORKFLOW_DIAGNOSTIC_CODES;
