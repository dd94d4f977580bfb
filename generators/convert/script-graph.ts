import type { ScriptLine } from './script-line';

export interface ScriptNode {
  readonly name: string;
  readonly text: string;
  readonly line: ScriptLine;
  readonly pre: string | undefined;
  readonly post: string | undefined;
}

/** The task for a script, or one of its two tasks if it has a `post` script. */
export interface Step {
  /** The script's name; with the suffix {@link BODY}, the part that runs before the `post` script. */
  readonly id: string;
  /** Undefined if it only waits for others. */
  readonly command: string | undefined;
  readonly waitsFor: ReadonlySet<string>;
}

export const BODY = ':itself';

export interface ScriptGraph {
  readonly steps: readonly Step[];
  /** Scripts that stay one command, with the reason. */
  readonly whole: ReadonlyMap<string, string>;
}

/**
 * Turns the order of scripts into edges between steps. An edge holds in every run, while the order in a script held
 * only in that script. If two scripts contradict each other, the later one stays one command. Pure.
 *
 * @param nodes in the order of package.json; every script that a line names must be among them
 * @returns a cycle if `pre` and `post` scripts form one, which no package manager could run either
 */
export function buildScriptGraph(nodes: ReadonlyMap<string, ScriptNode>): ScriptGraph | { readonly cycle: string[] } {
  const whole = new Map<string, string>();
  for (const node of nodes.values()) if (node.line.kind === 'whole') whole.set(node.name, node.line.reason);
  for (;;) {
    const edges: Edges = new Map();
    const culprit = addUntilCycle(nodes, whole, edges);
    if (!culprit) return { steps: [...nodes.values()].flatMap((node) => stepsOf(node, whole, edges)), whole };
    if (stagesOf(culprit.node, whole).length === 0) return { cycle: culprit.cycle };
    // Start again, because edges depend on which scripts have stages.
    whole.set(culprit.node.name, `its order contradicts that of other scripts (${culprit.cycle.join(' → ')})`);
  }
}

function addUntilCycle(
  nodes: ReadonlyMap<string, ScriptNode>,
  whole: Whole,
  edges: Edges,
): { readonly node: ScriptNode; readonly cycle: string[] } | undefined {
  for (const node of nodes.values()) {
    addEdges(node, nodes, whole, edges);
    const cycle = findCycle(edges);
    if (cycle) return { node, cycle };
  }
  return undefined;
}

/** Any cycle, from a step back to itself; undefined if there is none. */
export function findCycle(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (id: string): string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return undefined;
    path.push(id);
    for (const upstream of edges.get(id) ?? []) {
      const cycle = visit(upstream);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(id);
    return undefined;
  };
  for (const id of edges.keys()) {
    const cycle = visit(id);
    if (cycle) return cycle;
  }
  return undefined;
}

type Edges = Map<string, Set<string>>;
type Whole = ReadonlyMap<string, string>;

function addEdges(node: ScriptNode, nodes: ReadonlyMap<string, ScriptNode>, whole: Whole, edges: Edges): void {
  const wait = (id: string, upstream: readonly string[]): void => {
    const known = edges.get(id) ?? new Set();
    edges.set(id, known);
    for (const one of upstream) known.add(one);
  };
  const body = bodyOf(node);
  const stages = stagesOf(node, whole);
  let previous: readonly string[] = [];
  for (const stage of stages) {
    for (const name of stage) for (const first of firstSteps(name, nodes, whole)) wait(first, previous);
    previous = stage;
  }
  wait(body, previous);
  if (node.pre !== undefined) for (const first of ownFirstSteps(node, nodes, whole, [])) wait(first, [node.pre]);
  if (node.post !== undefined) {
    for (const first of firstSteps(node.post, nodes, whole)) wait(first, [body]);
    wait(node.name, [node.post]);
  }
}

/** The first steps of a script: a step that must run before the script is upstream of these. */
function firstSteps(
  name: string,
  nodes: ReadonlyMap<string, ScriptNode>,
  whole: Whole,
  above: readonly string[] = [],
): string[] {
  const node = nodes.get(name);
  if (!node || above.includes(name)) return [name];
  if (node.pre !== undefined) return firstSteps(node.pre, nodes, whole, [...above, name]);
  return ownFirstSteps(node, nodes, whole, [...above, name]);
}

/** The first steps without the `pre` script. */
function ownFirstSteps(
  node: ScriptNode,
  nodes: ReadonlyMap<string, ScriptNode>,
  whole: Whole,
  above: readonly string[],
): string[] {
  const [first] = stagesOf(node, whole);
  return first ? first.flatMap((name) => firstSteps(name, nodes, whole, above)) : [bodyOf(node)];
}

function stepsOf(node: ScriptNode, whole: Whole, edges: Edges): Step[] {
  const body = bodyOf(node);
  const command = whole.has(node.name) || node.line.kind === 'whole' ? node.text : node.line.command;
  const step = (id: string, run: string | undefined): Step => ({
    id,
    command: run,
    waitsFor: edges.get(id) ?? new Set(),
  });
  return body === node.name ? [step(body, command)] : [step(body, command), step(node.name, undefined)];
}

function stagesOf(node: ScriptNode, whole: Whole): readonly (readonly string[])[] {
  return node.line.kind === 'stages' && !whole.has(node.name) ? node.line.stages : [];
}

function bodyOf(node: ScriptNode): string {
  return node.post === undefined ? node.name : node.name + BODY;
}
