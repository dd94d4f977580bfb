import type { NxJsonConfiguration, ProjectGraph, TargetConfiguration } from '@nx/devkit';
import { compareText, type Diagnostic } from '../diagnostics/diagnostic';
import type { DeclaredInputs } from '../engine/graph/declared-inputs';
import { declaredFor } from '../executors/codegen/target-context';
import { METADATA_KEY } from '../plugin/metadata';
import { taskEdges } from '../plugin/task-edges';
import { CODEGEN_EXECUTOR } from './task/named-target';

/** The facts about the files of a workspace that the check needs. All paths are relative to it. */
export interface ConsumerFacts {
  readonly workspaceRoot: string;
  /** The generated files in an output folder; none where nothing is generated yet. */
  readonly generatedIn: (folder: string) => readonly string[];
  readonly isIgnored: (path: string) => boolean;
  /** The place of a target in the files that may declare it. */
  readonly placeOf: (projectRoot: string, target: string) => Partial<Diagnostic>;
}

interface Generation {
  readonly id: string;
  readonly project: string;
  readonly outputDir: string;
  readonly files: readonly string[];
}

interface Consumer {
  readonly id: string;
  readonly project: string;
  readonly target: string;
  readonly config: TargetConfiguration;
}

/**
 * Cached targets that would come from the cache with old generated code: those that wait for a generation and do not hash
 * what it makes, and those that need what their dependencies make and take sources of a project among them whose
 * generation they do not wait for. Targets of workflow files are left out: their edges hash.
 */
export function checkConsumers(graph: ProjectGraph, nxJson: NxJsonConfiguration, facts: ConsumerFacts): Diagnostic[] {
  const targets = targetsOf(graph);
  const generations = targets.flatMap(({ id, project, config }): Generation[] => {
    const { outputDir } = (config.options ?? {}) as { outputDir?: unknown };
    if (config.executor !== CODEGEN_EXECUTOR || typeof outputDir !== 'string') return [];
    const files = facts.generatedIn(outputDir);
    return files.length === 0 ? [] : [{ id, project, outputDir, files }];
  });
  if (generations.length === 0) return [];
  const edges = taskEdges(
    targets.map(({ id, project, target }) => ({ id, target: { project, target } })),
    graph,
  );
  const problems: Diagnostic[] = [];
  for (const consumer of targets) {
    const { project, target, config } = consumer;
    if (config.cache !== true || config.metadata?.[METADATA_KEY] !== undefined) continue;
    const declared = declaredFor({
      root: facts.workspaceRoot,
      projectGraph: graph,
      projectName: project,
      targetName: target,
      nxJsonConfiguration: nxJson,
      projectsConfigurations: { version: 2, projects: {} },
    });
    if (!declared) continue;
    const isHashed = ({ files }: Generation): boolean =>
      files.some((file) => declared.covers(file, facts.isIgnored(file)));
    const waitedFor = generations.filter((one) => edges.get(consumer.id)?.includes(one.id) && !isHashed(one));
    const missed = generations.filter(
      (one) =>
        needsDependencies(config) &&
        one.files.every((file) => facts.isIgnored(file)) &&
        readsSourcesOf(one, consumer, declared, graph) &&
        !reachable(consumer.id, (id) => edges.get(id) ?? []).has(one.id),
    );
    if (waitedFor.length > 0) problems.push(unhashedGeneration(consumer, waitedFor, graph, facts));
    if (missed.length > 0)
      problems.push(
        missedGeneration(
          consumer,
          missed,
          missed.filter((one) => !isHashed(one)),
          graph,
          facts,
        ),
      );
  }
  return problems;
}

function targetsOf({ nodes }: ProjectGraph): Consumer[] {
  return Object.entries(nodes)
    .flatMap(([project, { data }]) =>
      Object.entries(data.targets ?? {}).map(([target, config]) => ({
        id: `${project}:${target}`,
        project,
        target,
        config,
      })),
    )
    .sort((a, b) => compareText(a.id, b.id));
}

/** True if a target waits for targets of the projects that its own one depends on. */
function needsDependencies({ dependsOn = [] }: TargetConfiguration): boolean {
  return dependsOn.some((edge) =>
    typeof edge === 'string' ? edge.startsWith('^') : edge.dependencies === true || edge.projects === 'dependencies',
  );
}

/** True if a target hashes the sources of the project whose code is generated, which its own one depends on. */
function readsSourcesOf(
  { project }: Generation,
  consumer: Consumer,
  declared: DeclaredInputs,
  { nodes, dependencies }: ProjectGraph,
): boolean {
  if (project === consumer.project || nodes[project] === undefined) return false;
  const needed = reachable(consumer.project, (name) => (dependencies[name] ?? []).map(({ target }) => target));
  const { root } = nodes[project].data;
  return needed.has(project) && ['nx-workflow.json', 'project.json'].some((file) => declared.covers(`${root}/${file}`));
}

/** All that a thing leads to, in whatever number of steps, and itself. */
function reachable(from: string, leadsTo: (one: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set([from]);
  for (const one of seen) for (const next of leadsTo(one)) seen.add(next);
  return seen;
}

function unhashedGeneration(
  { id, project, target }: Consumer,
  generations: readonly Generation[],
  graph: ProjectGraph,
  facts: ConsumerFacts,
): Diagnostic {
  return {
    severity: 'warning',
    code: 'unhashed-generation',
    message: `"${id}" waits for ${names(generations)} and does not hash what that generates: it comes from the cache with old code`,
    ...facts.placeOf(graph.nodes[project]?.data.root ?? '.', target),
    hint: `add to its inputs: ${generations.map(({ outputDir }) => `{ "dependentTasksOutputFiles": "${outputDir}/**/*" }`).join(', ')}`,
  };
}

function missedGeneration(
  { id, project, target }: Consumer,
  generations: readonly Generation[],
  unhashed: readonly Generation[],
  graph: ProjectGraph,
  facts: ConsumerFacts,
): Diagnostic {
  const edge = [...new Set(generations.map((one) => `"^${one.id.slice(one.project.length + 1)}"`))].join(', ');
  const inputs = unhashed.map(
    ({ outputDir }) => `{ "dependentTasksOutputFiles": "${outputDir}/**/*", "transitive": true }`,
  );
  return {
    severity: 'warning',
    code: 'missed-generation',
    message: `"${id}" hashes sources of projects whose code ${names(generations)} generates, and does not wait for that: it may find old code, or none`,
    ...facts.placeOf(graph.nodes[project]?.data.root ?? '.', target),
    hint: [
      `add to its dependsOn: ${edge}`,
      ...(inputs.length > 0 ? [`and to its inputs: ${inputs.join(', ')}`] : []),
    ].join('\n'),
  };
}

function names(generations: readonly Generation[]): string {
  return generations.map(({ id }) => `"${id}"`).join(', ');
}
