import type { ProcessResult } from './process';
import { processesIn, tick } from './signalled';
import { createWorkspace, type Workspace } from './workspace';
import type { NxVersion } from './versions';

/** Steps that must pass on every version of Nx and Node; each step builds on the previous ones. */
export const STEPS: Readonly<Record<string, (workspace: Workspace) => Promise<void>>> = {
  'a run, cold': async (workspace) => {
    expectTasks(await runAll(workspace), ALL, []);
    expectEqual(workspace.read('flow/build/total/total.txt'), '3');
  },
  'all from the cache': async (workspace) => {
    workspace.remove('flow/build');
    expectTasks(await runAll(workspace), [], ALL);
    expectEqual(workspace.read('flow/build/total/total.txt'), '3');
  },
  'an edited spec': async (workspace) => {
    workspace.write('lib/specs/one.yaml', 'value: 10\n');
    const reached = ['flow:total', 'lib:generate', 'lib:generate-typecheck'];
    expectTasks(await runAll(workspace), reached, ['flow:count']);
    expectEqual(workspace.read('flow/build/total/total.txt'), '12');
  },
  'what is affected': async (workspace) => {
    workspace.write('lib/specs/two.yaml', 'value: 5\n');
    await commit(workspace);
    const { output, tasks } = await workspace.nx(['affected', '-t', 'workflow', '--base=HEAD~1']);
    expectIncludes(output, 'Successfully ran target workflow for project flow');
    expectEqual(tasks['lib:generate'] ?? 'missing', 'ran');
    workspace.write('other/note.txt', 'x\n');
    await commit(workspace);
    const none = await workspace.nx(['affected', '-t', 'workflow', '--base=HEAD~1']);
    expectIncludes(none.output, 'No tasks were run');
  },
  'a broken file': async (workspace) => {
    const good = workspace.read('flow/nx-workflow.json');
    workspace.write('flow/nx-workflow.json', good.replace('"dependsOn": ["generate"]', '"dependsOn": ["generat"]'));
    const broken = await workspace.nx(['run', 'flow:total']);
    expectEqual(String(broken.code), '1');
    expectIncludes(broken.output, 'unknown-task');
    expectIncludes(broken.output, 'did you mean "generate"?');
    expectEqual(String((await workspace.nx(['run', 'other:hello'])).code), '0');
    workspace.write('flow/nx-workflow.json', good);
  },
  'a profile': async (workspace) => {
    await runAll(workspace);
    expectEqual(String((await workspace.cli(['profile', 'record', '--', 'run-many', '-t', 'workflow'])).code), '0');
    const { code, stdout } = await workspace.cli(['profile', '--format', 'json']);
    expectEqual(String(code), '0');
    expectIncludes(stdout, '"lib:generate"');
  },
  'a generator': async (workspace) => {
    const { code, output } = await workspace.nx([
      'g',
      'nx-workflow:task',
      'more',
      '--workflow=flow',
      '--command=node -v',
    ]);
    if (code !== 0) throw new Error(output);
    expectIncludes(workspace.read('flow/nx-workflow.json'), '"command": "node -v"');
    expectEqual(String((await workspace.nx(['run', 'flow:more'])).code), '0');
  },
  'what a run would do': async (workspace) => {
    await expectCode(0, workspace.cli(['check', 'lib:generate']));
    workspace.write('lib/specs/two.yaml', 'value: 6\n');
    await expectCode(1, workspace.cli(['check', 'lib:generate']));
    expectIncludes(await expectCode(0, workspace.cli(['explain', 'lib:generate'])), 'lib/specs/two.yaml changed');
    expectIncludes(await expectCode(0, workspace.cli(['plan', 'lib:generate'])), 'two.mts');
  },
  'committed code': async (workspace) => {
    for (const [path, content] of Object.entries(COMMITTED)) workspace.write(path, content);
    await expectCode(0, workspace.nx(['run', 'kept:generate']));
    workspace.write('kept/specs/a.json', { text: 'two' });
    expectIncludes(await expectCode(1, workspace.nx(['sync:check'])), '- kept/out/a.txt: kept/specs/a.json changed');
    const synced = await expectCode(0, workspace.nx(['sync']));
    if (workspace.read('kept/out/a.txt') !== 'two\n') throw new Error(`not updated by: ${synced}`);
    await expectCode(0, workspace.nx(['sync:check']));
  },
  'a watch target': async (workspace) => {
    const running = workspace.startShell('npx nx run kept:generate-watch');
    let said = '';
    for (const stream of [running.stdout, running.stderr]) stream.on('data', (text: Buffer) => (said += String(text)));
    const ended = new Promise<void>((resolve) => running.once('close', () => resolve()));
    try {
      // The first line may belong to the initial run.
      for (const text of ['three', 'four']) {
        workspace.write('kept/specs/a.json', { text });
        for (let tries = 0; workspace.read('kept/out/a.txt') !== `${text}\n`; tries++) {
          if (running.exitCode !== null || tries > 6000) throw new Error(`no "${text}" came: ${said}`);
          await tick();
        }
      }
    } finally {
      process.kill(-running.pid!, 'SIGINT');
      await ended;
    }
    for (let tries = 0; processesIn(workspace.root).length > 0; tries++) {
      if (tries > 1000) throw new Error(`still running: ${JSON.stringify(processesIn(workspace.root))}`);
      await tick();
    }
  },
};

/** Options of steps that come after others have counted tasks. */
const COMMITTED = {
  'kept/nx-workflow.json': {
    name: 'kept',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        committed: true,
        options: {
          patterns: ['{projectRoot}/specs/*.json'],
          templates: ['{projectRoot}/text.hbs'],
          emit: [{ template: 'text', to: '{{@name}}.txt' }],
          outputDir: '{projectRoot}/out',
        },
      },
    },
  },
  'kept/specs/a.json': { text: 'one' },
  'kept/text.hbs': '{{text}}\n',
};

const ALL = ['flow:count', 'flow:total', 'lib:generate', 'lib:generate-typecheck'];

const FILES = {
  'flow/nx-workflow.json': `{
  "name": "flow", // a comment
  "phases": ["make", "use"],
  "tasks": {
    "generate": {
      "phase": "make", "project": "lib",
      "executor": "nx-workflow:codegen",
      "options": {
        "patterns": ["{projectRoot}/specs/*.yaml"],
        "templates": ["tools/*.hbs"],
        "helpers": "tools/helpers.mjs",
        "emit": [{ "template": "code", "to": "{{@name}}.mts" }],
        "outputDir": "{projectRoot}/build/generated",
        "compile": [{ "compiler": "typescript" }]
      }
    },
    "count": {
      "phase": "make",
      "command": "node tools/count.mjs flow/build/count",
      "inputs": ["{workspaceRoot}/tools/count.mjs"],
      "outputs": ["{projectRoot}/build/count"]
    },
    "total": {
      "phase": "use",
      "command": "node tools/total.mjs flow/build/total lib/build/generated",
      "dependsOn": ["generate"], "after": ["count"],
      "inputs": ["{workspaceRoot}/tools/total.mjs"],
      "outputs": ["{projectRoot}/build/total"]
    }
  }
}
`,
  'lib/project.json': { name: 'lib' },
  'lib/specs/one.yaml': 'value: 1\n',
  'lib/specs/two.yaml': 'value: 2\n',
  'other/project.json': { name: 'other', targets: { hello: { command: 'node -v' } } },
  'tools/code.hbs': 'export const value: number = {{number value}};\n',
  'tools/helpers.mjs': "import { text } from './text.mjs';\nexport default { number: (n) => text(n) };\n",
  'tools/text.mjs': 'export const text = (value) => `${value}`;\n',
  'tools/count.mjs': `import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync(process.argv[2], { recursive: true });
writeFileSync(process.argv[2] + '/count.txt', '2');
`,
  'tools/total.mjs': `import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
const [to, from] = process.argv.slice(2);
const modules = await Promise.all(['one', 'two'].map((name) => import('file://' + resolve(from, name + '.mjs'))));
mkdirSync(to, { recursive: true });
writeFileSync(to + '/total.txt', String(modules[0].value + modules[1].value));
`,
};

/** Runs all steps on one pair of versions; returns the error text of each failed step. */
export async function essentials(version: NxVersion, node: string): Promise<Record<string, string | undefined>> {
  const workspace = await createWorkspace({ ...version, node, files: FILES });
  const outcome: Record<string, string | undefined> = {};
  try {
    for (const [name, step] of Object.entries(STEPS)) {
      outcome[name] = await step(workspace).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    }
    return outcome;
  } finally {
    workspace.dispose();
  }
}

type Tasks = Readonly<Record<string, 'ran' | 'cached'>>;

async function runAll(workspace: Workspace): Promise<Tasks> {
  const { code, output, tasks } = await workspace.nx(['run-many', '-t', 'workflow']);
  if (code !== 0) throw new Error(output);
  return tasks;
}

function expectTasks(tasks: Tasks, ran: readonly string[], cached: readonly string[]): void {
  const names = (how: string): string =>
    Object.keys(tasks)
      .filter((task) => tasks[task] === how)
      .sort()
      .join(' ');
  expectEqual(`ran ${names('ran')}; cached ${names('cached')}`, `ran ${ran.join(' ')}; cached ${cached.join(' ')}`);
}

/** The output of a command, which must end with this exit code. */
async function expectCode(expected: number, running: Promise<ProcessResult>): Promise<string> {
  const { code, stdout, stderr } = await running;
  const output = stdout + stderr;
  if (code !== expected) throw new Error(`expected exit code ${expected}, got ${code}: ${output}`);
  return output;
}

function expectEqual(actual: string, expected: string): void {
  if (actual !== expected) throw new Error(`expected ${expected}, got ${actual}`);
}

function expectIncludes(text: string, part: string): void {
  if (!text.includes(part)) throw new Error(`expected "${part}" in: ${text}`);
}

async function commit(workspace: Workspace): Promise<void> {
  await workspace.git(['add', '-A']);
  await workspace.git(['commit', '-q', '-m', 'change']);
}
