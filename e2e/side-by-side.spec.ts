import { createWorkspace, type Workspace } from './support/workspace';

const generate = {
  executor: 'nx-workflow:codegen',
  options: {
    patterns: ['{projectRoot}/specs/*.json'],
    templates: ['templates/*.hbs'],
    partials: ['templates/parts/*.hbs'],
    prepare: 'prepare.js',
    emit: [
      { template: 'one', to: '{{@name}}.ts' },
      { template: 'all', to: 'index.ts', each: 'library' },
    ],
    outputDir: '{projectRoot}/generated',
    compile: [{ compiler: 'typescript' }],
  },
};
const TARGETS = ['one', 'two'];
const COUNT = 200;

let workspace: Workspace;
/** All outputs of each project, as made by a single run. */
let alone: string[];

/** All outputs of a project in one text, without the manifest, which follows from them. */
const outputs = (project: string): string =>
  workspace
    .list(`${project}/generated`)
    .sort()
    .map((name) => `${name}\n${name.startsWith('.codegen-lock') ? '' : workspace.read(`${project}/generated/${name}`)}`)
    .join('\n');

/** Records the process that renders a project, and gives other processes time to interfere. */
const PREPARE = `const { appendFileSync } = require('fs');
const idle = new Int32Array(new SharedArrayBuffer(4));
const told = new Set();
module.exports = (spec, { path }) => {
  const [project] = path.split('/');
  if (told.has(project)) return spec;
  told.add(project);
  appendFileSync('rendered.log', project + ' ' + process.pid + '\\n');
  Atomics.wait(idle, 0, 0, 1000);
  return spec;
};
`;
/** The project of each rendering process; each of its threads records it. */
const rendered = (): string[] => {
  const lines = new Set(workspace.read('rendered.log').trim().split('\n'));
  return [...lines].map((line) => line.split(' ')[0] ?? '').sort();
};

const start = (): void => {
  workspace.remove('rendered.log');
  for (const project of TARGETS) workspace.remove(`${project}/generated`);
  for (const folder of ['.nx', 'node_modules/.cache']) workspace.remove(folder);
};
const runMany = (...more: string[]) => workspace.nx(['run-many', '-t', 'generate', ...more]);

/** Matches a stack trace of Node or Nx. */
const STACK = /^\s+at .*:\d+:\d+\)?$/m;

beforeAll(async () => {
  const specs = TARGETS.flatMap((project) =>
    Array.from({ length: COUNT }, (_, index) => [`${project}/specs/s${index}.json`, `{ "n": ${index} }\n`]),
  );
  workspace = await createWorkspace({
    files: {
      ...Object.fromEntries(TARGETS.map((name) => [`${name}/nx-workflow.json`, { name, tasks: { generate } }])),
      ...Object.fromEntries(specs),
      'prepare.js': PREPARE,
      'templates/one.hbs': '{{> head}}\nexport const n: number = {{n}};\n',
      'templates/all.hbs': 'export const count: number = {{patterns.length}};\n',
      'templates/parts/head.hbs': '// generated\n',
    },
  });
  expect((await runMany()).code).toBe(0);
  alone = TARGETS.map(outputs);
});
afterAll(() => workspace.dispose());

// The first case shows that runs wait for each other; the long test has the other ones.
const WAYS: readonly (readonly [string, readonly string[]])[] = [
  ['without the results of Nx', ['--skip-nx-cache']],
  ['with them', []],
  ['in batches', ['--batch']],
];

it.each(process.env['NX_WORKFLOW_TEST_LONG'] ? WAYS : WAYS.slice(0, 1))(
  'run-many in three terminals at once, %s, gives what one gives',
  async (_what, more) => {
    start();
    const runs = await Promise.all([runMany(...more), runMany(...more), runMany(...more)]);
    expect(runs.map(({ code, output }) => (code === 0 ? '' : output))).toEqual(['', '', '']);
    expect(TARGETS.map(outputs)).toEqual(alone);
    // One run had the lock of the output folder; the others waited and found nothing to do.
    expect(rendered()).toEqual(TARGETS);
    // A template that both use has changed, and one of them has to start again.
    workspace.remove('one/generated');
    workspace.write('templates/parts/head.hbs', '// made\n');
    const again = await Promise.all([runMany(...more), runMany(...more)]);
    expect(again.map(({ code }) => code)).toEqual([0, 0]);
    expect(TARGETS.map(outputs).join('')).not.toContain('// generated');
    workspace.write('templates/parts/head.hbs', '// generated\n');
  },
);

it('repeated "nx-workflow clean" during a cold run changes no output and crashes nothing', async () => {
  start();
  let isOver = false;
  const run = runMany('--parallel=2').finally(() => (isOver = true));
  const cleaned: string[] = [];
  while (!isOver) {
    const { code, stdout, stderr } = await workspace.cli(['clean']);
    const counted = stdout.replace(/\d+ (template|index|type check)(?:e?s)?\b/g, '_ $1');
    cleaned.push(`${code} ${counted}${stderr}`);
  }
  const { code, output } = await run;
  expect([code, STACK.test(output)]).toEqual([0, false]);
  expect([...new Set(cleaned)]).toEqual(['0 removed _ template, _ index and _ type check; kept _ template\n']);
  expect(TARGETS.map(outputs)).toEqual(alone);
  const { stdout } = await workspace.cli(['check', 'one:generate']);
  expect(stdout).toBe('one:generate: up to date\n');
});

it('a state folder that is deleted during a cold run costs time only', async () => {
  start();
  let isOver = false;
  const run = runMany('--skip-nx-cache').finally(() => (isOver = true));
  while (!isOver) {
    try {
      workspace.remove('node_modules/.cache');
    } catch {
      // The run has written to it meanwhile; the next iteration removes it.
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const { code, output } = await run;
  expect([code, STACK.test(output)]).toEqual([0, false]);
  expect(TARGETS.map(outputs)).toEqual(alone);
});
