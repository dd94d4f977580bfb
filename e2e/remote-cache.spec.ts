import { contentsOf } from './support/remote-cache-contents';
import { RemoteCache, type Behaviour } from './support/remote-cache';
import { createWorkspace, type Workspace } from './support/workspace';

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        options: {
          patterns: ['{projectRoot}/specs/*.json'],
          templates: ['{projectRoot}/templates/*.hbs'],
          emit: [{ template: 'greeting', to: '{{@name}}.ts' }],
          outputDir: '{projectRoot}/build/generated',
          compile: [{ compiler: 'typescript' }],
        },
      },
      list: {
        command: 'node app/list.mjs',
        dependsOn: ['generate'],
        inputs: ['{projectRoot}/list.mjs'],
        outputs: ['{projectRoot}/build/list'],
      },
    },
  },
  'app/specs/hello.json': '{ "text": "Hello" }\n',
  'app/specs/bye.json': '{ "text": "Bye" }\n',
  'app/templates/greeting.hbs': 'export const text: string = {{json text}};\n',
  'app/list.mjs': `import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
mkdirSync('app/build/list', { recursive: true });
writeFileSync('app/build/list/names.txt', readdirSync('app/build/generated').join('\\n'));
`,
};

/** The tasks of the last run record. */
function lastRun(workspace: Workspace): Record<string, string> {
  const tasks = (workspace.runs().at(-1)?.['tasks'] ?? []) as { task: string; status: string }[];
  return Object.fromEntries(tasks.map(({ task, status }) => [task, status]));
}

/** Files that a fresh clone would not have. */
function forget(workspace: Workspace): void {
  for (const path of ['.nx', 'app/build', 'node_modules/.cache']) workspace.remove(path);
}

/** More cases, in the long tests only. */
const inLong = process.env['NX_WORKFLOW_TEST_LONG'] ? [] : ['403', '500'];

describe('a remote cache', () => {
  let cache: RemoteCache;
  let first: Workspace;
  let second: Workspace;
  let bytes: Record<string, string>;

  beforeAll(async () => {
    cache = await RemoteCache.start();
    first = await createWorkspace({ files: FILES, records: true });
    second = await createWorkspace({ files: FILES, records: true, folder: 'a clone elsewhere' });
    const filled = await first.nx(['run', 'app:workflow'], cache.env());
    expect(filled).toMatchObject({ code: 0 });
    bytes = contentsOf(first, 'app/build');
  });
  afterAll(async () => {
    await cache.stop();
    first.dispose();
    second.dispose();
  });
  beforeEach(() => {
    cache.behaviour = {};
    cache.answered.length = 0;
    forget(second);
  });

  it('serves each cacheable task to a clone at another path, to the byte', async () => {
    expect(await second.nx(['run', 'app:workflow'], cache.env())).toMatchObject({ code: 0 });
    expect(lastRun(second)).toEqual({
      'app:generate': 'remote-cache',
      'app:generate-typecheck': 'remote-cache',
      'app:list': 'remote-cache',
      'app:workflow': 'ran',
    });
    expect(contentsOf(second, 'app/build')).toEqual(bytes);
    expect(cache.answers('GET')).toEqual([200, 200, 200]);
    expect(cache.answers('PUT')).toEqual([]);
  });

  it('leaves a following run on the disk nothing to do', async () => {
    await second.nx(['run', 'app:generate'], cache.env());
    expect((await second.cli(['check', 'app:generate'])).stdout).toBe('app:generate: up to date\n');
    const { output } = await second.nx(['run', 'app:generate', '--skip-nx-cache'], cache.env());
    expect(output).toContain('[OPT-2] generation: fresh=2 rendered=0 pruned=0');
    expect(contentsOf(second, 'app/build/generated')).toEqual(contentsOf(first, 'app/build/generated'));
  });

  it.each(
    [
      ['401: the token is wrong', { get: { status: 401, message: 'who is it?' } }, 'Unauthorized: who is it?'],
      ['403: reading is forbidden', { get: { status: 403 } }, 'Unexpected response status: 403 Forbidden'],
      ['500: it is broken', { get: { status: 500 } }, 'Unexpected response status: 500 Internal Server Error'],
      ['an entry that is no archive', { get: { status: 200, message: 'no' } }, 'Failed to read entry from tarball'],
    ].filter(([what]) => !inLong.includes((what as string).slice(0, 3))) as [string, Behaviour, string][],
  )('ends the run before any task where reading gives %s', async (_what, behaviour, message) => {
    cache.behaviour = behaviour;
    const { code, stderr } = await second.nx(['run', 'app:list'], cache.env());
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(second.exists('app/build')).toBe(false);
    expect(second.runs()).toEqual([]);
  });

  it('fails the run if the server does not answer, and is not used if it is turned off', async () => {
    const gone = await RemoteCache.start();
    const env = gone.env();
    await gone.stop();
    const failed = await second.nx(['run', 'app:list'], env);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('Failed to send request: error sending request for url');
    expect(second.exists('app/build')).toBe(false);

    const without = await second.nx(['run', 'app:list'], { ...env, NX_SKIP_REMOTE_CACHE: 'true' });
    expect(without).toMatchObject({ code: 0, tasks: { 'app:generate': 'ran', 'app:list': 'ran' } });
    expect(without.stderr).toContain('Remote Cache Disabled');
    expectBytes();
  });

  it.each([
    ['403: the token only reads', { put: { status: 403, message: 'read only' } }],
    ['409: another run was first', { put: { status: 409 } }],
    ['the answer late', { delayMs: 700 }],
  ])('runs all the same where writing gives %s', async (_what, behaviour) => {
    const entries = new Map(cache.entries);
    cache.entries.clear();
    cache.behaviour = behaviour;
    const run = await second.nx(['run', 'app:list'], cache.env());
    expect(run).toMatchObject({ code: 0, tasks: { 'app:generate': 'ran', 'app:list': 'ran' } });
    expect(lastRun(second)).toEqual({ 'app:generate': 'ran', 'app:list': 'ran' });
    expectBytes();
    for (const [hash, entry] of entries) cache.entries.set(hash, entry);
  });

  it('counts a task as failed if a server refuses to store it; the next run finds its files fresh', async () => {
    const entries = new Map(cache.entries);
    cache.entries.clear();
    cache.behaviour = { put: { status: 401, message: 'who is it?' } };
    const { code, output } = await second.nx(['run', 'app:generate'], cache.env());
    expect(code).not.toBe(0);
    expect(output).toContain('Unauthorized: who is it?');

    cache.behaviour = {};
    const next = await second.nx(['run', 'app:list'], cache.env());
    expect(next).toMatchObject({ code: 0 });
    expectBytes();
    for (const [hash, entry] of entries) cache.entries.set(hash, entry);
  });

  function expectBytes(): void {
    expect(contentsOf(second, 'app/build/generated')).toEqual(contentsOf(first, 'app/build/generated'));
    expect(second.read('app/build/list/names.txt')).toBe(bytes['list/names.txt']);
  }
});
