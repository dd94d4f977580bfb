import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkspace, type Workspace } from './support/workspace';

const options = (name: string, patterns: string, more: object = {}): object => ({
  patterns: [patterns],
  templates: [`{projectRoot}/${name}.hbs`],
  emit: [{ template: name, to: '{{@name}}.json' }],
  outputDir: `{projectRoot}/${name}`,
  ...more,
});

/** One task reads generated code of another; the third has a compiler command; one reads code that is not committed. */
const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      first: {
        executor: 'nx-workflow:codegen',
        committed: true,
        options: options('first', '{projectRoot}/specs/*.json'),
      },
      second: {
        executor: 'nx-workflow:codegen',
        committed: true,
        dependsOn: ['first'],
        options: options('second', '{projectRoot}/first/*.json'),
      },
      sized: {
        executor: 'nx-workflow:codegen',
        committed: true,
        options: options('sized', '{projectRoot}/specs/*.json', {
          compile: [
            { compiler: 'command', include: ['**/*.json'], command: ['cp', '{input}', '{output}'], extension: '.copy' },
          ],
        }),
      },
      fetch: {
        command: 'mkdir -p app/fetched && echo "{}" > app/fetched/got.json',
        outputs: ['{projectRoot}/fetched'],
      },
      third: {
        executor: 'nx-workflow:codegen',
        committed: true,
        dependsOn: ['fetch'],
        options: options('third', '{projectRoot}/fetched/*.json'),
      },
    },
  },
  'app/specs/a.json': { text: 'one' },
  'app/specs/b.json': { text: 'two' },
  'app/first.hbs': '{ "text": "first {{text}}" }\n',
  'app/second.hbs': '{ "text": "second {{text}}" }\n',
  'app/sized.hbs': '{{text}}\n',
  'app/third.hbs': '{{@name}}\n',
};

describe('committed generated code', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
    await nx(0, ['run-many', '-t', 'first', 'second', 'sized', 'third']);
  });
  afterAll(() => workspace.dispose());

  /** The output of an Nx command, which must end with this exit code. */
  async function nx(code: number, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const result = await workspace.nx(args, env);
    if (result.code !== code) throw new Error(`nx ${args.join(' ')} ended with ${result.code}: ${result.output}`);
    return result.output;
  }

  it('is up to date for nx sync:check after a run', async () => {
    expect(await nx(0, ['sync:check'])).toContain('[nx-workflow:sync]: All files are up to date.');
  });

  it('is reported by nx sync:check if it is stale, and nx sync updates it', async () => {
    workspace.edit('app/specs/a.json', 'one', 'three');
    workspace.write('app/specs/c.json', { text: 'new' });
    workspace.remove('app/specs/b.json');
    const output = await nx(1, ['sync:check']);
    expect(output.split('\n').filter((line) => /^(- app|\[nx-workflow)/.test(line))).toEqual([
      '[nx-workflow:sync]: Generated code is not up to date: app:first, app:sized',
      '- app/first/a.json: app/specs/a.json changed',
      '- app/first/c.json: it is missing',
      '- app/first/b.json: app/specs/b.json is gone',
      '- app/sized/a.json: app/specs/a.json changed',
      '- app/sized/c.json: it is missing',
      '- app/sized/a.copy: its source is rendered',
      '- app/sized/c.copy: its source changed',
      '- app/sized/b.json: app/specs/b.json is gone',
      '- app/sized/b.copy: nothing makes it any more',
    ]);
    expect(workspace.list('app/first')).toContain('b.json');
    await nx(0, ['sync']);
    expect(workspace.read('app/first/a.json')).toBe('{ "text": "first three" }\n');
    // It reads generated code of the first one.
    expect(workspace.read('app/second/c.json')).toBe('{ "text": "second first new" }\n');
    expect(workspace.read('app/sized/a.copy')).toBe('three\n');
    for (const folder of ['first', 'second', 'sized']) expect(workspace.list(`app/${folder}`)).not.toContain('b.json');
    await nx(0, ['sync:check']);
    expect(await workspace.cli(['check'])).toMatchObject({ code: 0 });
  });

  it('is updated if a file is missing that only a command can make', async () => {
    workspace.remove('app/sized/a.copy');
    expect(await nx(1, ['sync:check'])).toContain('- app/sized/a.copy: it is missing');
    await nx(0, ['sync']);
    expect(workspace.read('app/sized/a.copy')).toBe('three\n');
    await nx(0, ['sync:check']);
  });

  it('is updated after an edit in the second of the previous one, which Nx takes for no edit', async () => {
    const spec = join(workspace.root, 'app/specs/c.json');
    const edit = (text: string, at: number): void => {
      workspace.write('app/specs/c.json', { text });
      utimesSync(spec, at, at);
    };
    edit('first', 1_700_000_000.1);
    await nx(0, ['run-many', '-t', 'first', 'second', 'sized']);
    edit('other', 1_700_000_000.7);
    // Without our check, Nx itself restores the older code.
    await nx(0, ['run-many', '-t', 'first']);
    expect(workspace.read('app/first/c.json')).toBe('{ "text": "first first" }\n');
    await nx(1, ['sync:check']);
    await nx(0, ['sync']);
    expect(workspace.read('app/first/c.json')).toBe('{ "text": "first other" }\n');
    expect(workspace.read('app/second/c.json')).toBe('{ "text": "second first other" }\n');
    await nx(0, ['sync:check']);
    workspace.write('app/specs/c.json', { text: 'new' });
    await nx(0, ['sync']);
  });

  it('is compared by <task>-check, after tasks that it reads', async () => {
    await nx(0, ['run-many', '-t', 'first-check', 'second-check', 'third-check']);
    workspace.edit('app/third.hbs', '{{@name}}', 'named {{@name}}');
    workspace.remove('app/fetched');
    await nx(0, ['sync:check']);
    const output = await nx(1, ['run', 'app:third-check'], { GITHUB_ACTIONS: 'true' });
    expect(output).toContain('app/third/got.json: app/third.hbs changed');
    expect(output).toContain(
      '::error file=app/third/got.json,title=out-of-date::app/third.hbs changed%0Arun "nx run app:third"',
    );
    expect(workspace.read('app/third/got.json')).toBe('got\n');
    await nx(0, ['run', 'app:third']);
  });

  it('cannot be checked if a template is broken; nothing is written then', async () => {
    workspace.edit('app/first.hbs', '{{text}}', '{{text');
    const output = await nx(1, ['sync']);
    expect(output).toContain('app:first: cannot be checked');
    expect(output).toContain('app/first.hbs:1:20 error template-syntax');
    expect(workspace.read('app/first/a.json')).toBe('{ "text": "first three" }\n');
    workspace.edit('app/first.hbs', '{{text', '{{text}}');
  });

  it("is checked by Nx's daemon with current modules and files", async () => {
    const daemon = { NX_DAEMON: 'true', CI: 'false' };
    try {
      await nx(0, ['sync:check'], daemon);
      workspace.edit('app/specs/a.json', 'three', 'four');
      await nx(1, ['sync:check'], daemon);
      await nx(0, ['sync'], daemon);
      expect(workspace.read('app/second/a.json')).toBe('{ "text": "second first four" }\n');
      await nx(0, ['sync:check'], daemon);
    } finally {
      await workspace.nx(['daemon', '--stop'], daemon);
    }
  });

  it('is the only code that check --committed checks', async () => {
    const { code, stdout } = await workspace.cli(['check', '--committed']);
    expect([code, stdout]).toEqual([
      0,
      'app:first: up to date\napp:second: up to date\napp:sized: up to date\napp:third: up to date\n4 targets: 4 up to date, 0 not\n',
    ]);
    const wrong = await workspace.cli(['check', 'app:first', '--committed']);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('--committed selects the targets: name none'),
    ]);
  });
});
