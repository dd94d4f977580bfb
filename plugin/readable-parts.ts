import { getNodeValue, type Node } from 'jsonc-parser';
import { addedNames } from './added-targets';
import { propertiesOf } from './document';
import { FILE_FIELDS, hasType } from './field-types';

/** The phases and tasks that can be read from a workflow file that may be broken anywhere. */
export interface ReadableParts {
  readonly name: string | undefined;
  readonly phases: readonly string[];
  /** Includes the targets that are added for tasks. */
  readonly tasks: readonly { readonly name: string; readonly projects: readonly string[] | undefined }[];
}

/** @param root the tree that the parser returned, possibly incomplete */
export function readableParts(root: Node | undefined): ReadableParts {
  const top = new Map([...propertiesOf(root)].map(([name, , value]) => [name, value]));
  const name: unknown = top.get('name')?.value;
  const tasks = tasksIn(top).map(([task, , value]) => {
    const fields = new Map([...propertiesOf(value)].map(([key, , field]) => [key, getNodeValue(field) as unknown]));
    const project = fields.get('project');
    const projects = typeof project === 'string' ? [project] : project;
    return {
      name: task,
      phase: fields.get('phase'),
      added: addedNames(task, Object.fromEntries(fields)),
      projects: hasType(projects, 'a list of strings') ? (projects as string[]) : undefined,
    };
  });
  const phasesNode = top.get('phases');
  const listed: unknown = phasesNode ? getNodeValue(phasesNode) : [];
  const phases = [...(Array.isArray(listed) ? (listed as unknown[]) : []), ...tasks.map((task) => task.phase)];
  return {
    name: typeof name === 'string' && name !== '' ? name : undefined,
    phases: [...new Set(phases.filter((phase): phase is string => typeof phase === 'string' && phase !== ''))],
    tasks: tasks.flatMap(({ name: task, projects, added }) =>
      [task, ...added].map((target) => ({ name: target, projects })),
    ),
  };
}

/** The tasks; without a property "tasks", those of an unknown property whose values look like tasks. */
function tasksIn(top: ReadonlyMap<string, Node>): ReturnType<typeof tasksOf> {
  if (top.has('tasks')) return tasksOf(top.get('tasks'));
  const others = [...top].filter(([name]) => !Object.hasOwn(FILE_FIELDS, name)).map(([, value]) => tasksOf(value));
  return others.filter((tasks) => tasks.every(([, , value]) => value.type === 'object')).flat();
}

function tasksOf(node: Node | undefined): [name: string, key: Node, value: Node][] {
  return [...propertiesOf(node)];
}
