import { createHash } from 'node:crypto';

/** The role of a task for its readers. */
type Kind = 'writes' | 'noop' | 'uncached';

interface Task {
  readonly kind: Kind;
  /** Its workflow file, and the project it runs on. */
  readonly file: number;
  readonly project: number;
  /** Without declared inputs, it has those of its whole project. */
  readonly hasInputs: boolean;
  source: string;
  salt: number;
  /** Numbers of earlier tasks that it reads, and of others that it only waits for. */
  data: number[];
  order: number[];
}

/** A change of the workspace: files to write, or folders to remove. */
export interface Edit {
  readonly what: string;
  readonly write: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

const FILES = [0, 1, 2];

/** A random workspace of up to three workflow files, with the expected outputs of each task. */
export class World {
  private readonly tasks: Task[] = [];
  private edits = 0;

  /** @param random numbers from 0 (inclusive) to 1 (exclusive) @param size number of tasks */
  constructor(
    private readonly random: () => number,
    size: number,
  ) {
    for (let number = 0; number < size; number++) {
      const file = this.pick(FILES);
      const kind = this.random() < 0.7 ? 'writes' : this.pick(['noop', 'uncached'] as const);
      this.tasks.push({
        kind,
        file,
        project: this.random() < 0.2 ? this.pick(FILES) : file,
        hasInputs: this.random() < 0.8,
        source: `source ${number}`,
        salt: 0,
        data: this.someBefore(number, 3),
        order: [],
      });
      this.task(number).order = this.someBefore(number, 2).filter((one) => !this.task(number).data.includes(one));
    }
  }

  get names(): string[] {
    return this.tasks.map((_task, number) => nameOf(number));
  }

  /** Nx ids of the tasks with outputs. */
  get writers(): number[] {
    return this.tasks.flatMap(({ kind }, number) => (kind === 'writes' ? [number] : []));
  }

  /** The Nx id of a task. */
  target(number: number): string {
    return `p${this.task(number).project}:${nameOf(number)}`;
  }

  outputOf(number: number): string {
    return `${this.outputFolder(number)}/o.txt`;
  }

  /** All files, by path. */
  files(): Record<string, string> {
    const files: Record<string, string> = {};
    for (const file of FILES) {
      files[workflowFile(file)] = this.workflowText(file);
      files[`libs/p${file}/project.json`] = json({ name: `p${file}` });
    }
    for (const number of this.tasks.keys()) files[this.sourceFile(number)] = this.task(number).source;
    return files;
  }

  /** Changes the world at random. */
  edit(): Edit {
    const number = this.pick([...this.tasks.keys()]);
    const task = this.task(number);
    const written = (what: string, ...paths: string[]): Edit => {
      const all = this.files();
      return { what, write: Object.fromEntries(paths.map((path) => [path, all[path] ?? ''])), remove: [] };
    };
    const redefined = (what: string): Edit => written(`${what} of ${this.target(number)}`, workflowFile(task.file));
    switch (this.pick(['source', 'source', 'source', 'back', 'command', 'data', 'order', 'outputs'] as const)) {
      case 'source':
        task.source = `source ${number}, edit ${this.edits++}`;
        return written(`source of ${this.target(number)}`, this.sourceFile(number));
      case 'back':
        task.source = `source ${number}`;
        return written(`first source of ${this.target(number)}`, this.sourceFile(number));
      case 'command':
        task.salt = this.random() < 0.5 ? 0 : task.salt + 1;
        return redefined('command');
      case 'data':
        task.data = this.someBefore(number, 3);
        task.order = task.order.filter((one) => !task.data.includes(one));
        return redefined('data edges');
      case 'order':
        task.order = this.someBefore(number, 2).filter((one) => !task.data.includes(one));
        return redefined('order edges');
      case 'outputs': {
        const writer = this.pick(this.writers);
        return {
          what: `outputs of ${this.target(writer)} removed`,
          write: {},
          remove: [this.outputFolder(writer)],
        };
      }
    }
  }

  /** The expected output of each task with outputs, by its number. */
  expected(): ReadonlyMap<number, string> {
    const texts = new Map<number, string>();
    for (const [number, { kind, salt, source }] of this.tasks.entries()) {
      if (kind !== 'writes') continue;
      const read = this.readBy(number).map((one) => texts.get(one) ?? '');
      const hash = createHash('sha256').update([`${salt}\n`, source, ...read].join(''));
      texts.set(number, `${hash.digest('hex')}  -\n`);
    }
    return texts;
  }

  /**
   * Everything that Nx may hash for a task: while it is unchanged, the task must not rerun. Nx hashes the configuration of
   * the whole project, which has the inputs of all of its tasks.
   */
  key(number: number): string {
    const task = this.task(number);
    const texts = this.expected();
    const read = this.readBy(number).map((one) => [this.outputOf(one), texts.get(one)]);
    const ofProject = Object.entries(this.files()).filter(([path]) => path.startsWith(`libs/p${task.project}/`));
    const targets = [...this.tasks.keys()].filter((one) => this.task(one).project === task.project);
    const configuration = targets.map((one) => [this.definition(one), this.readBy(one)]);
    return json([configuration, task.hasInputs ? task.source : ofProject, read]);
  }

  /** The tasks whose outputs a task reads, also through tasks without outputs. */
  private readBy(number: number): number[] {
    const found = new Set<number>();
    const visit = (one: number): void => {
      for (const upstream of this.task(one).data) {
        if (this.task(upstream).kind === 'writes') found.add(upstream);
        else visit(upstream);
      }
    };
    visit(number);
    return [...found].sort((a, b) => a - b);
  }

  private workflowText(file: number): string {
    const own = [...this.tasks.keys()].filter((number) => this.task(number).file === file);
    const idle = { idle: { executor: 'nx:noop' } };
    const tasks = own.map((number) => [nameOf(number), this.definition(number)]);
    return json({ name: `w${file}`, tasks: { ...idle, ...Object.fromEntries(tasks) } });
  }

  private definition(number: number): object {
    const { kind, file, project, hasInputs, salt, data, order } = this.task(number);
    const edges = {
      ...(data.length > 0 ? { dependsOn: data.map((one) => this.edge(number, one)) } : {}),
      ...(order.length > 0 ? { after: order.map((one) => this.edge(number, one)) } : {}),
      ...(project === file ? {} : { project: `libs/p${project}` }),
    };
    if (kind === 'noop') return { executor: 'nx:noop', ...edges };
    if (kind === 'uncached') return { command: 'true', cache: false, outputs: [], ...edges };
    const [folder, output] = [this.outputFolder(number), this.outputOf(number)];
    const read = [this.sourceFile(number), ...this.readBy(number).map((one) => this.outputOf(one))].join(' ');
    return {
      command: `mkdir -p ${folder} && { echo ${salt}; cat ${read}; } | sha256sum > ${output}`,
      ...(hasInputs ? { inputs: [`{projectRoot}/src/${nameOf(number)}.txt`] } : {}),
      outputs: [`{projectRoot}/out/${nameOf(number)}`],
      ...edges,
    };
  }

  /** One of the forms of an edge; always the same for the same two tasks. */
  private edge(from: number, to: number): string | object {
    const [one, other] = [this.task(from), this.task(to)];
    if (one.file !== other.file) {
      return (from + to) % 2 === 0 ? `libs/p${other.file}:${nameOf(to)}` : `p${other.project}:${nameOf(to)}`;
    }
    return (from + to) % 3 === 0 ? { task: nameOf(to) } : nameOf(to);
  }

  private sourceFile(number: number): string {
    return `libs/p${this.task(number).project}/src/${nameOf(number)}.txt`;
  }

  private outputFolder(number: number): string {
    return `libs/p${this.task(number).project}/out/${nameOf(number)}`;
  }

  private task(number: number): Task {
    const task = this.tasks[number];
    if (!task) throw new Error(`there is no task ${number}`);
    return task;
  }

  private someBefore(number: number, most: number): number[] {
    const count = Math.min(number, Math.floor(this.random() * (most + 1)));
    const chosen = new Set(Array.from({ length: count }, () => Math.floor(this.random() * number)));
    return [...chosen].sort((a, b) => a - b);
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)] as T;
  }
}

function nameOf(number: number): string {
  return `task${number}`;
}

function workflowFile(file: number): string {
  return `libs/p${file}/nx-workflow.json`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
