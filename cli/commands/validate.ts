import { isAbsolute, relative, resolve } from 'node:path';
import type { NxJsonConfiguration, ProjectGraph } from '@nx/devkit';
import { compareDiagnostics, type Diagnostic } from '../../diagnostics/diagnostic';
import { renderDiagnostics } from '../../diagnostics/render';
import type { Settings } from '../../engine/settings';
import { inferWorkflows, type InferredFile } from '../../plugin/infer';
import { readWorkflowText, type WorkflowText } from '../../plugin/read-workflow-text';
import type { WorkspaceFacts } from '../../plugin/facts';
import { readWorkflowFile } from '../../plugin/validate';
import { readWorkspaceFacts } from '../../plugin/workspace-facts';
import { inNestedWorktree } from '../../state/nested-worktree';
import { checkConsumers } from '../check-consumers';
import { consumerFacts } from '../consumer-facts';
import { optionsCheck } from '../check-options';
import { checkOutputFolders } from '../check-output-folders';
import { checkSelections } from '../check-selections';
import { checkSharedTargets, readSourceMaps, type SourceMaps } from '../check-shared-targets';
import { checkTemplates, type TemplateReport } from '../check-templates';
import { FindingsError, UsageError, type Command, type CommandResult, type Invocation } from '../command';
import { withScratch } from '../hermetic/scratch';
import { validateTask, type HermeticReport } from '../hermetic/validate-task';
import { pluginOptions } from '../plugin-options';
import { codegenTargets, CODEGEN_EXECUTOR, findTarget } from '../task/named-target';
import { executorSchema, taskToRun } from '../task/task-to-run';
import { loadProjectGraph, readNxJson } from '../workspace';

export const validate: Command = {
  name: 'validate',
  argument: '[file]',
  summary: 'check workflow files and templates, or whether a task is hermetic',
  help: `Checks one workflow file, or all nx-workflow.json of the workspace: syntax, names, dependencies, outputs,
projects, options of code generation, files and templates that they name, and settings of the workspace that would
replace a task's. If the data of a codegen target has a schema, its templates are checked too: syntax, names of
helpers and partials, and fields that the data cannot have. This loads the modules of its helpers, but reads no
spec. Cached targets that use generated code but do not wait for it, or do not hash it, get a warning. Files in an
output folder that its target did not write are errors, because Nx would delete them. Exit code 1 on any error.

With --hermetic <project:target>, runs one task of any kind in a temporary copy of the workspace that contains only
the inputs and upstream outputs that the task declares, and compares its outputs with those in the workspace,
byte by byte. Lists undeclared reads and writes of the task, each with the line to add. Run the task first; the
workspace itself is not changed. See docs/remote-cache.md.`,
  options: [{ name: 'hermetic', type: 'string', help: 'run the task project:target with only its declared inputs' }],
  async run(invocation) {
    const { hermetic } = invocation.flags;
    if (typeof hermetic === 'string') return runHermetic(hermetic, invocation);
    const nxJson = readNxJson(invocation.workspaceRoot);
    const facts = readWorkspaceFacts(invocation.workspaceRoot, nxJson);
    const files = findFiles(invocation, facts);
    const { options, diagnostics: problems } = pluginOptions(invocation.workspaceRoot, nxJson);
    const checkOptions = optionsCheck(executorSchema);
    const inferred = inferWorkflows(files, facts, options);
    const ofFiles = files.map(({ file, text }) => {
      const ofFile: readonly Diagnostic[] = inferred.find((one) => one.file === file)?.diagnostics ?? [];
      const { workflow, document } = readWorkflowFile(text ?? '', file, options.workflowTargetName);
      const diagnostics = workflow ? [...ofFile, ...checkOptions(workflow, document)].sort(compareDiagnostics) : ofFile;
      return { file, tasks: workflow?.tasks.length ?? 0, diagnostics, parsed: workflow && { workflow, document } };
    });
    const ofGraph = await checkTargets(invocation, inferred, ofFiles, nxJson, facts);
    const whole = ofFiles.map(({ file, tasks, diagnostics }) => {
      const more = ofGraph.inFiles.get(file) ?? [];
      return { file, tasks, diagnostics: [...diagnostics, ...more].sort(compareDiagnostics) };
    });
    const reports = problems.length > 0 ? [{ file: 'nx.json', tasks: 0, diagnostics: problems }, ...whole] : whole;
    const findings = [
      ...reports,
      ...ofGraph.targets,
      { diagnostics: [...ofGraph.outputFolders, ...ofGraph.consumers] },
    ].flatMap(({ diagnostics }) => diagnostics);
    const lines = reports.flatMap(({ file, tasks, diagnostics }) =>
      diagnostics.length > 0
        ? [renderDiagnostics(diagnostics)]
        : [`${file}: ${tasks} ${tasks === 1 ? 'task' : 'tasks'}, no findings`],
    );
    if (ofFiles.length === 0) lines.push('no nx-workflow.json in this workspace');
    lines.push(...targetLines(ofGraph));
    const code = findings.some(({ severity }) => severity === 'error') ? 1 : 0;
    return {
      code,
      text: lines.join('\n'),
      json: {
        files: reports,
        targets: ofGraph.targets,
        outputFolders: ofGraph.outputFolders,
        consumers: ofGraph.consumers,
      },
      findings,
    };
  },
};

interface FileReport {
  readonly file: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Undefined if the file cannot be read. */
  readonly parsed: Parameters<typeof checkSelections>[1] | undefined;
}

/** Findings about the targets in Nx's project graph. */
interface CheckedTargets {
  readonly targets: readonly TemplateReport[];
  /** By workflow file: findings about matches of options, and about targets that other plugins define too. */
  readonly inFiles: ReadonlyMap<string, readonly Diagnostic[]>;
  /** Findings about files in output folders. */
  readonly outputFolders: readonly Diagnostic[];
  /** Findings about targets that use generated code. */
  readonly consumers: readonly Diagnostic[];
  /** The reason why they could not be checked. */
  readonly problem?: string;
}

/**
 * Checks the templates of all codegen targets, or of those in the given files. Without files, also checks the targets
 * that use generated code.
 */
async function checkTargets(
  invocation: Invocation,
  inferred: readonly InferredFile[],
  files: readonly FileReport[],
  nxJson: NxJsonConfiguration,
  facts: WorkspaceFacts,
): Promise<CheckedTargets> {
  // In a broken file, all targets only print its errors.
  const whole = inferred.filter(({ file }) => files.some((one) => one.file === file && one.diagnostics.length === 0));
  const ofFiles = whole.flatMap(({ projects }) =>
    Object.entries(projects).flatMap(([root, { targets = {} }]) =>
      Object.entries(targets).map(([name, target]) => ({ root, name, target })),
    ),
  );
  const own = [...ofFiles, ...(invocation.positionals.length > 0 ? [] : declaredTargets(facts))].filter(
    ({ target }) => target.executor === CODEGEN_EXECUTOR,
  );
  const isDescribed = /"(dataSchema|schema)":/.test(
    JSON.stringify([own.map(({ target }) => target), nxJson.targetDefaults]),
  );
  const isWhole = invocation.positionals.length === 0;
  const nothing = { targets: [], inFiles: new Map<string, never>(), outputFolders: [], consumers: [] };
  // Computing the project graph is slow.
  if (own.length === 0 && !(whole.length > 0 && facts.hasOtherPlugins)) return nothing;
  try {
    const graph = await loadProjectGraph(invocation.workspaceRoot);
    const consumers = isWhole ? checkConsumers(graph, nxJson, consumerFacts(invocation.workspaceRoot, facts)) : [];
    const isOwn = (project: string, name: string): boolean =>
      own.some((one) => one.name === name && one.root === graph.nodes[project]?.data.root);
    const outputFolders = isWhole ? checkOutputFolders(graph, invocation.workspaceRoot) : [];
    const maps = readSourceMaps(invocation.workspaceRoot, invocation.env);
    const inFiles = new Map(
      whole.map((one): [string, Diagnostic[]] => {
        const parsed = files.find(({ file }) => file === one.file)?.parsed;
        return [one.file, parsed ? checkByGraph(graph, maps, one, parsed, invocation) : []];
      }),
    );
    const targets: TemplateReport[] = [];
    for (const id of isDescribed ? codegenTargets(graph) : []) {
      const { project, target, config } = findTarget(graph, id);
      if (!isOwn(project, target)) continue;
      const report = await checkTemplates(graph, id, Object.keys(config.configurations ?? {}), invocation);
      if (report) targets.push(report);
    }
    return { targets, inFiles, outputFolders, consumers };
  } catch (error) {
    return { ...nothing, problem: (error as Error).message };
  }
}

/** Findings about the tasks of a file that need Nx's project graph. */
function checkByGraph(
  graph: ProjectGraph,
  maps: SourceMaps,
  { projects }: InferredFile,
  parsed: NonNullable<FileReport['parsed']>,
  invocation: Invocation,
): Diagnostic[] {
  const rootsOf = (task: string): string[] =>
    Object.entries(projects).flatMap(([root, { targets = {} }]) => (task in targets ? [root] : []));
  const settingsOf = (id: string): Settings | undefined => settingsOrNothing(graph, id, invocation);
  return [...checkSelections(graph, parsed, rootsOf, settingsOf), ...checkSharedTargets(maps, parsed, rootsOf)];
}

/** Undefined if the options are invalid. */
function settingsOrNothing(graph: ProjectGraph, id: string, invocation: Invocation): Settings | undefined {
  try {
    return taskToRun(graph, id, invocation).settings;
  } catch (error) {
    if (error instanceof FindingsError) return undefined;
    throw error;
  }
}

/** The targets that projects declare themselves. */
function declaredTargets(facts: WorkspaceFacts): { root: string; name: string; target: { executor?: unknown } }[] {
  return facts.matchProjects('**').flatMap((root) => {
    const targets = facts.project(root)?.targets ?? new Map<string, never>();
    return [...targets].map(([name, { fields }]) => ({ root, name, target: fields }));
  });
}

function targetLines({ targets, outputFolders, consumers, problem }: CheckedTargets): string[] {
  if (problem !== undefined) {
    return [`templates, output folders and the use of generated code were not checked: ${problem}`];
  }
  const ofGraph = [...outputFolders, ...consumers];
  const ofTargets = targets.flatMap(({ target, diagnostics, notChecked }) => [
    ...(diagnostics.length > 0 ? [renderDiagnostics(diagnostics)] : []),
    ...(notChecked === null ? [] : [`${target}: the templates were not checked: ${notChecked}`]),
  ]);
  return ofGraph.length > 0 ? [...ofTargets, renderDiagnostics(ofGraph)] : ofTargets;
}

async function runHermetic(id: string, { workspaceRoot, positionals }: Invocation): Promise<CommandResult> {
  if (positionals.length > 0) throw new UsageError('--hermetic takes a task and no files');
  const report = await withScratch((scratch) => validateTask(workspaceRoot, id, scratch));
  return { code: report.hermetic ? 0 : 1, text: hermeticText(report), json: report, findings: report.diagnostics };
}

function hermeticText({ target, hermetic, diagnostics, inputs, outputs, nodeSeen }: HermeticReport): string {
  if (!hermetic) return `${renderDiagnostics(diagnostics)}\n${target}: not hermetic`;
  const made = outputs.files === 0 ? 'no outputs' : `${outputs.files} of ${outputs.files} output files equal`;
  const note = nodeSeen
    ? ''
    : '\nno Node process was observed, so undeclared reads that change no output cannot be found';
  return `${target}: hermetic, ${made}, from ${inputs.files} files and ${inputs.upstream} of upstream tasks${note}`;
}

function findFiles(
  { workspaceRoot, positionals }: Invocation,
  { ignored }: WorkspaceFacts,
): ({ file: string } & WorkflowText)[] {
  const [chosen] = positionals;
  if (chosen !== undefined) {
    const file = relative(workspaceRoot, resolve(chosen)).replaceAll('\\', '/');
    if (file.startsWith('../') || isAbsolute(file)) throw new UsageError(`${chosen} is outside the workspace`);
    const read = readWorkflowText(workspaceRoot, file);
    if (read.text === undefined && !read.problem) throw new UsageError(`${chosen} cannot be read`);
    return [{ file, ...read }];
  }
  const { sync } = require('fast-glob') as typeof import('fast-glob');
  const isInWorktree = inNestedWorktree(workspaceRoot);
  const found = sync('**/nx-workflow.json', {
    cwd: workspaceRoot,
    dot: true,
    ignore: ['**/node_modules/**', '**/.git/**', '.nx/**'],
  }).filter((file) => !ignored.isIgnored(file) && !isInWorktree(file));
  return found.sort().map((file) => ({ file, ...readWorkflowText(workspaceRoot, file) }));
}
