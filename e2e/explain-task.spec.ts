import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { createWorkspace, type Workspace } from './support/workspace';

const FILES = {
  'libs/a/package.json': { name: 'a', version: '1.0.0' },
  'libs/a/src/in.txt': 'one\n',
  'libs/a/answer.txt': '42\n',
  'libs/a/nx-workflow.json': {
    name: 'a',
    tasks: {
      copy: {
        command: `node -e "require('fs').cpSync('libs/a/src/in.txt', 'libs/a/out/x.txt')" --`,
        inputs: [
          '{projectRoot}/src/**/*',
          { env: 'MODE' },
          { runtime: `node -p "require('fs').readFileSync('libs/a/answer.txt', 'utf8')"` },
          { externalDependencies: ['handlebars'] },
        ],
        outputs: ['{projectRoot}/out'],
      },
      count: {
        command: `node -p "require('fs').readFileSync('libs/a/out/x.txt').length"`,
        inputs: [{ externalDependencies: ['handlebars'] }],
        dependsOn: ['copy'],
        cache: true,
      },
      clock: { command: 'node -p 1', inputs: [{ externalDependencies: ['handlebars'] }] },
      fragile: {
        command: `node -e "process.exit(require('fs').existsSync('ready') ? 0 : 1)"`,
        inputs: [{ externalDependencies: ['handlebars'] }],
        cache: true,
      },
    },
  },
  'libs/b/package.json': { name: 'b', version: '1.0.0' },
  'libs/b/specs/hello.json': '{ "text": "Hello" }\n',
  'libs/b/templates/greeting.hbs': '{{text}}\n',
  'libs/b/nx-workflow.json': {
    name: 'b',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        options: {
          patterns: ['{projectRoot}/specs/*.json'],
          templates: ['{projectRoot}/templates/*.hbs'],
          emit: [{ template: 'greeting', to: '{{@name}}.txt' }],
          outputDir: '{projectRoot}/generated',
        },
      },
    },
  },
};

describe('explain shows why a task ran', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES, records: true });
  });
  afterAll(() => workspace.dispose());

  const run = async (task: string, env: NodeJS.ProcessEnv = {}, ...args: string[]): Promise<void> => {
    const { code, output } = await workspace.nx(['run', task, ...args], env);
    if (code !== 0) throw new Error(output);
  };

  /** The output of `explain`, without ids of runs. */
  const explain = async (task: string): Promise<string> => {
    const { code, stdout, stderr } = await workspace.cli(['explain', task]);
    expect([code, stderr]).toEqual([0, '']);
    return stdout.replace(/\d{4}-\d\d-\d\dT[\dZ-]+-[\da-f]{6}/g, '<run>');
  };

  const edit = (path: string, from: string, to: string): void => {
    const text = workspace.read(path);
    expect(text).toContain(from);
    workspace.write(path, text.replaceAll(from, to));
  };

  it('before any run, and after the first', async () => {
    expect(await explain('a:copy')).toBe(
      'a:copy: no run of this task is recorded\n  hint: npx nx g nx-workflow:init --records records each run\n',
    );
    await run('a:copy', { MODE: 'x' });
    expect(await explain('a:copy')).toBe('a:copy ran in run <run>: no earlier run is recorded\n');
  });

  it('a file changed', async () => {
    workspace.write('libs/a/src/in.txt', 'two two\n');
    await run('a:copy', { MODE: 'x' });
    expect(await explain('a:copy')).toBe(`a:copy ran in run <run>: since run <run>
  changed  file: libs/a/src/**/*; written since: libs/a/src/in.txt
`);
  });

  it('and was a cache hit since', async () => {
    await run('a:copy', { MODE: 'x' });
    expect(await explain('a:copy')).toContain('a:copy ran in run <run>, and came from the cache once since: since run');
  });

  it('an environment variable changed', async () => {
    await run('a:copy', { MODE: 'y' });
    expect(await explain('a:copy')).toBe(`a:copy ran in run <run>: since run <run>
  changed  environment: MODE
`);
  });

  it('the output of a runtime command changed', async () => {
    workspace.write('libs/a/answer.txt', '43\n');
    await run('a:copy', { MODE: 'y' });
    expect(await explain('a:copy')).toBe(`a:copy ran in run <run>: since run <run>
  changed  output of the command: node -p "require('fs').readFileSync('libs/a/answer.txt', 'utf8')"
`);
  });

  it('the arguments changed', async () => {
    await run('a:copy', { MODE: 'y' }, '--loud');
    expect(await explain('a:copy')).toBe(`a:copy ran in run <run>: since run <run>
  changed  arguments: the arguments of the run
`);
    await run('a:copy', { MODE: 'y' });
  });

  it('the output of another task changed', async () => {
    await run('a:count', { MODE: 'y' });
    workspace.write('libs/a/src/in.txt', 'three three three\n');
    await run('a:count', { MODE: 'y' });
    expect(await explain('a:count')).toBe(`a:count ran in run <run>: since run <run>
  changed  output of another task: a:copy: libs/a/{out,out/**/*}
`);
  });

  it('a package changed', async () => {
    const lock = JSON.parse(workspace.read('package-lock.json')) as {
      packages: Record<string, { version: string; integrity: string }>;
    };
    const entry = lock.packages['node_modules/handlebars']!;
    lock.packages['node_modules/handlebars'] = {
      ...entry,
      version: '4.7.99',
      integrity: entry.integrity.replace(/..==$/, 'xx=='),
    };
    workspace.write('package-lock.json', lock);
    await run('a:count', { MODE: 'y' });
    expect(await explain('a:count')).toBe(`a:count ran in run <run>: since run <run>
  changed  external dependency: handlebars
`);
  });

  it('the configuration changed', async () => {
    edit('libs/a/nx-workflow.json', 'x.txt', 'y.txt');
    await run('a:copy', { MODE: 'y' });
    const text = await explain('a:copy');
    expect(text).toContain(
      '  changed  configuration: the configuration of project a; written since: libs/a/nx-workflow.json\n',
    );
  });

  it('nothing changed, and there was no result to replay', async () => {
    await run('a:copy', { MODE: 'y' }, '--skip-nx-cache');
    expect(await explain('a:copy')).toBe("a:copy ran in run <run>, with the inputs of run <run>: Nx's cache was off\n");
    await run('a:clock');
    await run('a:clock');
    expect(await explain('a:clock')).toBe('a:clock ran in run <run>, with the inputs of run <run>: it is not cached\n');
    workspace.remove('.nx/cache');
    await run('a:copy', { MODE: 'y' });
    expect(await explain('a:copy')).toBe(
      "a:copy ran in run <run>, with the inputs of run <run>: Nx's cache no longer had its result\n",
    );
  });

  it('the previous run failed', async () => {
    expect((await workspace.nx(['run', 'a:fragile'])).code).toBe(1);
    expect(await explain('a:fragile')).toBe('a:fragile failed in run <run>: no earlier run is recorded\n');
    workspace.write('ready', '');
    await run('a:fragile');
    expect(await explain('a:fragile')).toBe(
      'a:fragile ran in run <run>, with the inputs of run <run>: that run failed, so there was nothing to replay\n',
    );
  });

  it('for a codegen target, the task and then each file', async () => {
    await run('b:generate');
    workspace.write('libs/b/specs/hello.json', '{ "text": "Good day" }\n');
    await run('b:generate');
    workspace.write('libs/b/specs/bye.json', '{ "text": "Bye" }\n');
    const lines = (await explain('b:generate')).split('\n');
    expect(lines[0]).toBe('b:generate ran in run <run>: since run <run>');
    expect(lines[1]).toMatch(
      /^ {2}changed {2}file: libs\/b\/specs\/\*\.json, .*; written since: libs\/b\/specs\/hello\.json$/,
    );
    expect(lines.slice(2)).toEqual([
      '',
      'render  a file from libs/b/templates/greeting.hbs for libs/b/specs/bye.json: the pattern is new',
      'b:generate: 1 due, 1 fresh',
      '',
    ]);
  });

  it('against a run of another machine, by its record file or id', async () => {
    await run('a:copy', { MODE: 'elsewhere' });
    const record = workspace.runs().at(-1)!;
    workspace.write('ci-run.json', record);
    workspace.write('libs/a/src/in.txt', 'more\n');
    await run('a:copy', { MODE: 'y' });
    const { stdout } = await workspace.cli(['explain', 'a:copy', '--against', 'ci-run.json']);
    expect(stdout.replace(/\d{4}-\d\d-\d\dT[\dZ-]+-[\da-f]{6}/g, '<run>').replace(/hash \d+/g, 'hash <hash>'))
      .toBe(`a:copy
  here:  ran in run <run>, with the hash <hash>
  there: ran in run <run>, with the hash <hash>
2 inputs differ:
  other bytes: file libs/a/src/**/*
  other bytes: environment MODE
`);
    const { stdout: byId } = await workspace.cli(['explain', 'a:copy', '--against', String(record['id'])]);
    expect(byId).toBe(stdout);
    const { stdout: json } = await workspace.cli(['explain', 'a:copy', '--against', 'ci-run.json', '--json']);
    const schema = JSON.parse(readFileSync(join(__dirname, '../schemas/explain-report.json'), 'utf8')) as object;
    const ajv = new Ajv({ strict: false });
    expect(ajv.validate(schema, JSON.parse(json)) || ajv.errorsText()).toBe(true);

    const wrong = async (...args: string[]): Promise<[number | null, string]> => {
      const { code, stderr } = await workspace.cli(['explain', ...args]);
      return [code, stderr.replace(/in \S+runs,/, 'in <runs>,')];
    };
    expect(await wrong('b:generate', '--against', 'ci-run.json')).toEqual([
      2,
      `nx-workflow: the run ${String(record['id'])} has no task "b:generate"\n  hint: known: "a:copy"\n`,
    ]);
    expect(await wrong('a:copy', '--against', 'nothing')).toEqual([
      2,
      'nx-workflow: there is no file and no recorded run "nothing"\n  hint: name a record, as Nx\'s runs leave them in <runs>, or the id of one that is there\n',
    ]);
    expect(await wrong('a:copy', '--against', 'package.json')).toEqual([
      2,
      'nx-workflow: package.json is not a run record, or was written by another version\n  hint: nx-workflow explain --help\n',
    ]);
    expect(await wrong('a:copy', '--against', 'libs')).toEqual([
      2,
      'nx-workflow: libs is a folder, not a file\n  hint: nx-workflow explain --help\n',
    ]);
  });

  it('as JSON that conforms to its schema', async () => {
    const schema = JSON.parse(readFileSync(join(__dirname, '../schemas/explain-report.json'), 'utf8')) as object;
    const ajv = new Ajv({ strict: false });
    for (const id of ['a:copy', 'a:count', 'b:generate']) {
      const report = JSON.parse((await workspace.cli(['explain', id, '--json'])).stdout) as object;
      expect(ajv.validate(schema, report) || ajv.errorsText()).toBe(true);
      expect(report).toMatchObject({ target: id, task: { task: id } });
    }
  });
});
