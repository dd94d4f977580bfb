import type { NxJsonConfiguration, ProjectGraph, TargetConfiguration } from '@nx/devkit';
import { compareText, type Diagnostic } from '../diagnostics/diagnostic';
import type { DeclaredInputs } from '../engine/graph/declared-inputs';
import { declaredFor } from '../executors/codegen/target-context';
import { METADATA_KEY } from '../plugin/metadata';
import { taskEdges } from '../plugin/task-edges';
import { CODEGEN_EXECUTOR } from './task/named-target';

/** Facts about the files of a workspace. All paths are relative to it. */
export interface ConsumerFacts {
  readonly workspaceRoot: string;
  /** The generated files in an output folder; empty if nothing is generated yet. */
  readonly generatedIn: (folder: string) => readonly string[];
  readonly isIgnored: (path: string) => boolean;
  /** The position of a target in the file that declares it. */
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
 * Reports cached targets whose cache hits may be stale because of generated code:
 *
 * - they wait for a codegen target but do not hash its generated files, or
 * - they wait for their dependencies and hash sources of one that has a codegen target, but do not wait for that target.
 *
 * Targets of workflow files are skipped, because their data edges hash generated files.
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

/** True if a target waits for targets of its project's dependencies. */
function needsDependencies({ dependsOn = [] }: TargetConfiguration): boolean {
  return dependsOn.some((edge) =>
    typeof edge === 'string' ? edge.startsWith('^') : edge.dependencies === true || edge.projects === 'dependencies',
  );
}

/** True if a target hashes the sources of the project with the generated code and depends on that project. */
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

/** The transitive closure of `leadsTo`, including the start. */
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
    message: `"${id}" waits for ${names(generations)}, but does not hash the generated code, so a cache hit may be stale`,
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
    message: `"${id}" hashes sources of projects with code generated by ${names(generations)}, but does not wait for it, so that code may be stale or missing`,
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
