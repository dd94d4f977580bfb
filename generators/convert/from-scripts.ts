import { didYouMean } from '../../diagnostics/suggest';
import { Refusal } from '../refusal';
import { checkName, isReserved } from '../workflow-file/names';
import { isObject, type TaskFields } from '../workflow-file/read';
import type { Conversion, ConversionContext } from './conversion';
import { toTask } from './from-targets';
import { buildScriptGraph, BODY, type ScriptNode, type Step } from './script-graph';
import { isEndless, leftOutReason, needsPackageManager } from './script-kinds';
import { readScriptLine } from './script-line';

/** The scripts of package.json, and the fields that `nx.targets` adds to their targets. */
export interface PackageScripts {
  readonly scripts: Readonly<Record<string, string>>;
  readonly targets: Readonly<Record<string, unknown>>;
}

/** Turns scripts into tasks; `npm run a && npm run b`, npm-run-all, `pre` and `post` become edges. Pure. */
export function convertScripts(
  { scripts, targets }: PackageScripts,
  only: readonly string[] | undefined,
  surroundings: ConversionContext,
): Conversion | Refusal {
  const unknown = only?.find((name) => !Object.hasOwn(scripts, name));
  if (unknown !== undefined)
    return new Refusal(`there is no script "${unknown}"`, didYouMean(unknown, Object.keys(scripts)));
  const notes: string[] = [];
  const chosen = choose(scripts, only, surroundings, notes);
  const nodes = new Map([...chosen].map((name) => [name, nodeOf(name, scripts, chosen, surroundings)]));
  const graph = buildScriptGraph(nodes);
  if ('cycle' in graph) {
    return new Refusal(`the scripts wait for each other: ${graph.cycle.join(' → ')}`, 'correct them first');
  }
  for (const [name, reason] of graph.whole) notes.push(`"${name}" stays one command: ${reason}`);

  const names = new Set(graph.steps.map((step) => taskName(step.id)));
  const tasks = new Map<string, TaskFields>();
  for (const step of graph.steps) {
    const script = step.id.endsWith(BODY) ? step.id.slice(0, -BODY.length) : step.id;
    const extra = targets[script];
    const fields = fieldsOf(
      step,
      isEndless(script, scripts[script] ?? ''),
      step.id === script && isObject(extra) ? extra : {},
    );
    const task = toTask(taskName(step.id), fields, surroundings, (other) => names.has(other));
    if (tasks.has(taskName(step.id)))
      return new Refusal(`two tasks would be called "${taskName(step.id)}"`, 'rename a script');
    if (typeof task === 'string')
      return new Refusal(`"${script}" cannot be converted: ${task}`, leaveOutHint(script, chosen));
    tasks.set(taskName(step.id), task);
    if (step.id !== script)
      notes.push(`"${script}" has a post script, so what it runs itself is the task "${taskName(step.id)}"`);
    else if (taskName(script) !== script) notes.push(`"${script}" is the task "${taskName(script)}"`);
  }
  return { tasks, converted: [...chosen], notes };
}

/** A name without characters that Nx, shells or globs interpret: `build:css` becomes `build-css`. */
export function taskName(script: string): string {
  return script.replace(/[:*?!^{}[\]()|,"'`\\\s]+/g, '-');
}

/** The scripts to convert; every other one gets a note. */
function choose(
  scripts: Readonly<Record<string, string>>,
  only: readonly string[] | undefined,
  { umbrella, targetDefaults }: ConversionContext,
  notes: string[],
): Set<string> {
  const names = Object.keys(scripts);
  const chosen = new Set<string>();
  const taken = new Map<string, string>();
  const wanted = only ? new Set(withDependencies(only, scripts)) : undefined;
  for (const name of names) {
    if (wanted && !wanted.has(name)) continue;
    const own = taskName(name);
    const reason =
      (only?.includes(name) === true ? undefined : leftOutReason(name, scripts[name] ?? '')) ??
      (checkName('task', own) ? 'its name cannot be the name of a task' : undefined) ??
      (isReserved(own, [], umbrella) ? 'its name is that of the target that runs the whole workflow' : undefined) ??
      (own !== name && Object.hasOwn(targetDefaults, name)
        ? `its task would be called "${own}", which the entry "${name}" of targetDefaults in nx.json does not reach; rename both first`
        : undefined) ??
      (own !== name && names.includes(own)
        ? `its task would be called "${own}", which is the name of another script`
        : undefined) ??
      (taken.has(own) ? `its task would be called "${own}", like that of "${taken.get(own) ?? ''}"` : undefined);
    if (reason !== undefined) notes.push(`"${name}" is left as it is: ${reason}`);
    else {
      chosen.add(name);
      taken.set(own, name);
    }
  }
  dropDependantsOfEndless(scripts, chosen, only ?? [], notes);
  return chosen;
}

/** Removes scripts that run an endless script, such as a server. */
function dropDependantsOfEndless(
  scripts: Readonly<Record<string, string>>,
  chosen: Set<string>,
  only: readonly string[],
  notes: string[],
): void {
  const names = Object.keys(scripts);
  const endless = new Set(names.filter((name) => !chosen.has(name) && isEndless(name, scripts[name] ?? '')));
  for (let before = -1; before !== endless.size;) {
    before = endless.size;
    for (const name of [...chosen].filter((one) => !only.includes(one))) {
      const runs = scriptsIn(name, scripts).find((other) => endless.has(other));
      if (runs === undefined) continue;
      endless.add(name);
      chosen.delete(name);
      notes.push(`"${name}" is left as it is: it runs "${runs}", which does not seem to end by itself`);
    }
  }
}

/** The named scripts and those that they run, with their `pre` and `post` scripts. */
function withDependencies(only: readonly string[], scripts: Readonly<Record<string, string>>): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name) || !Object.hasOwn(scripts, name)) return;
    found.add(name);
    [`pre${name}`, `post${name}`, ...scriptsIn(name, scripts)].forEach(visit);
  };
  only.forEach(visit);
  return [...found];
}

function scriptsIn(name: string, scripts: Readonly<Record<string, string>>): string[] {
  const line = readScriptLine(scripts[name] ?? '', Object.keys(scripts));
  return line.kind === 'stages' ? line.stages.flat() : [];
}

function nodeOf(
  name: string,
  scripts: Readonly<Record<string, string>>,
  chosen: ReadonlySet<string>,
  { runScript }: ConversionContext,
): ScriptNode {
  const text = scripts[name] ?? '';
  const needed = needsPackageManager(text);
  if (needed !== undefined) {
    // The package manager runs its pre and post scripts.
    const line = { kind: 'whole', reason: `${needed}, so it runs as ${runScript} ${name}` } as const;
    return { name, text: `${runScript} ${name}`, line, pre: undefined, post: undefined };
  }
  const line = readScriptLine(text, Object.keys(scripts));
  const outside = line.kind === 'stages' ? line.stages.flat().find((one) => !chosen.has(one)) : undefined;
  const linked = (other: string): string | undefined => (chosen.has(other) ? other : undefined);
  return {
    name,
    text,
    line: outside === undefined ? line : { kind: 'whole', reason: `it runs "${outside}", which is no task` },
    pre: linked(`pre${name}`),
    post: linked(`post${name}`),
  };
}

/** The fields of a step's task, merged over those in `nx.targets` of package.json. */
function fieldsOf({ command, waitsFor }: Step, endless: boolean, extra: TaskFields): TaskFields {
  const { executor: _executor, command: _command, options, dependsOn, ...others } = extra;
  const edges = [...waitsFor].map(taskName);
  const more = Array.isArray(dependsOn) ? (dependsOn as unknown[]) : [];
  return {
    ...others,
    ...(command === undefined
      ? { executor: 'nx:noop' }
      : { command, options: { ...(isObject(options) ? options : {}), cwd: '{projectRoot}' } }),
    ...(endless && command !== undefined ? { continuous: true } : {}),
    ...(edges.length + more.length > 0 ? { dependsOn: [...new Set([...edges, ...more])] } : {}),
  };
}

function leaveOutHint(name: string, chosen: ReadonlySet<string>): string {
  return `leave it out: --only=${[...chosen].filter((one) => one !== name).join(',')}`;
}
