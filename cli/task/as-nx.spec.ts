import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { ProjectGraph } from '@nx/devkit';
import { envFilesOf } from './env-files';
import { nxEnvironment, taskEnvironment } from './environment';
import { parseOverrides, type ExecutorSchema } from './overrides';
import { splitTaskId } from './split-id';

/** Nx's own code as installed here; the product cannot import it, because it is private. */
const NX = join(dirname(require.resolve('nx/package.json')), 'dist', 'src');
const nx = (path: string): unknown => require(join(NX, path));

/** A program that does what Nx does at startup and before a task. */
const ASK_NX = `
const { nx, root, cases } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const at = require(nx + '/utils/workspace-root.js');
const { loadRootEnvFiles } = require(nx + '/utils/dotenv.js');
const { getTaskSpecificEnv } = require(nx + '/tasks-runner/task-env.js');
const graph = { nodes: { app: { data: { root: 'app', targets: { generate: {} } } } } };
const clear = () => { for (const name of ['A', 'B', 'C', 'NX_LOAD_DOT_ENV_FILES']) delete process.env[name]; };
console.log(JSON.stringify(cases.map(({ env, configuration }, index) => {
  clear();
  Object.assign(process.env, env);
  const folder = root + '/' + index;
  at.workspaceRoot = folder;
  if (at.setWorkspaceRoot) at.setWorkspaceRoot(folder);
  loadRootEnvFiles(folder);
  if (process.env.NX_LOAD_DOT_ENV_FILES !== 'false') process.env.NX_LOAD_DOT_ENV_FILES = 'true';
  const target = { project: 'app', target: 'generate', configuration };
  const { A, B, C } = getTaskSpecificEnv({ id: String(index), target, projectRoot: 'app' }, graph);
  return { A, B, C };
})));
`;
const { splitTarget } = nx('utils/split-target.js') as {
  splitTarget: (id: string, graph: object, options: object) => string[];
};
const { getEnvPathsForTask } = nx('tasks-runner/task-env-paths.js') as {
  getEnvPathsForTask: (root: string, target: string, configuration?: string, whole?: string) => string[];
};
const { createOverrides } = nx('utils/command-line-utils.js') as {
  createOverrides: (args: string[]) => Record<string, unknown>;
};
const { coerceTypesInOptions, convertToCamelCase } = nx('utils/params.js') as {
  coerceTypesInOptions: (options: object, schema: object) => object;
  convertToCamelCase: (options: object, schema: object) => object;
};

const name = fc.constantFrom('a', 'b', 'a:b', 'b:a', ':a', ':a:b', 'a:b:c', 'c', 'toString');

/** Undefined if Nx itself throws: for some unknown names in quotes. */
function nxSplit(text: string, nodes: object): string[] | undefined {
  try {
    return splitTarget(text, { nodes }, { silent: true });
  } catch (error) {
    if (error instanceof TypeError && text.includes('"')) return undefined;
    throw error;
  }
}

describe('the command line behaves like Nx: it', () => {
  it('splits ids', () => {
    const target = fc.record({ configurations: fc.dictionary(name, fc.constant({}), { maxKeys: 3 }) });
    const node = fc.record({ data: fc.record({ targets: fc.dictionary(name, target, { maxKeys: 4 }) }) });
    const nodes = fc.dictionary(
      name.filter((one) => one !== 'toString'),
      node,
      { minKeys: 1, maxKeys: 4 },
    );
    const id = fc.array(fc.constantFrom('a', 'b', 'c', '', '"a:b"', 'x'), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(nodes, id, (all, parts) => {
        const text = parts.join(':');
        const { project, target: own, configuration } = splitTaskId(text, all as unknown as ProjectGraph['nodes']);
        const theirs = nxSplit(text, all);
        fc.pre(theirs !== undefined);
        const [theirProject, theirTarget, theirConfiguration] = theirs ?? [];
        expect([project, own, configuration]).toEqual([theirProject, theirTarget, theirConfiguration]);
      }),
      { numRuns: 500 },
    );
  });

  it('finds a project whose name has colons', () => {
    const targets = { generate: { configurations: { production: {} } } };
    const nodes = { 'acme:app': { data: { targets } } } as unknown as ProjectGraph['nodes'];
    expect(splitTaskId('acme:app:generate:production', nodes)).toEqual({
      project: 'acme:app',
      target: 'generate',
      configuration: 'production',
    });
    expect(splitTaskId('acme:app:generate', nodes)).toEqual({ project: 'acme:app', target: 'generate' });
  });

  it('lists the .env files of a task', () => {
    const some = fc.constantFrom('generate', 'production', 'a:b');
    fc.assert(
      fc.property(
        fc.constantFrom('.', 'libs/a'),
        some,
        fc.option(some, { nil: undefined }),
        fc.option(some, { nil: undefined }),
        (projectRoot, target, configuration, nonAtomizedTarget) => {
          expect(envFilesOf({ projectRoot, target, configuration, nonAtomizedTarget })).toEqual(
            getEnvPathsForTask(projectRoot, target, configuration, nonAtomizedTarget),
          );
        },
      ),
    );
    expect(envFilesOf({ projectRoot: 'app', target: 'generate', configuration: undefined })).toEqual([
      ...['app/.env.generate.local', 'app/.env.generate', 'app/.generate.local.env', 'app/.generate.env'],
      ...['app/.env.local', 'app/.local.env', 'app/.env'],
      ...['.env.generate.local', '.env.generate', '.generate.local.env', '.generate.env'],
      ...['.env.local', '.local.env', '.env'],
    ]);
  });

  it('makes the environment of a task', () => {
    const line = fc.constantFrom(
      ...['A=1', 'A=2', 'B=$A', 'B=${A}-x', "B='$A'", 'B="two\\nlines"', 'export C=3 # said', 'C: 4', 'C=${B:-none}'],
      ...['A=', 'B=\\$A', 'C=${C}', 'A=${B}', 'NX_LOAD_DOT_ENV_FILES=false', '# A=1', 'C=`a#b`'],
    );
    const file = fc.constantFrom(
      ...['.env', '.local.env', '.env.local', '.env.generate', '.some.env', '.env.generate.some.local'],
      ...['app/.env', 'app/.generate.env', 'app/.env.some'],
    );
    const files = fc.dictionary(file, fc.array(line, { maxLength: 4 }), { maxKeys: 5 });
    const shell = fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('1', '2', '', '$A', 'x'), {
      maxKeys: 2,
    });
    const cases = fc.sample(fc.tuple(files, shell, fc.constantFrom(undefined, 'some')), { numRuns: 300, seed: 1 });
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-env-')));
    writeFileSync(join(root, 'nx.json'), '{}');
    cases.forEach(([all], index) => {
      for (const [path, lines] of Object.entries(all)) {
        const place = join(root, String(index), path);
        mkdirSync(dirname(place), { recursive: true });
        writeFileSync(place, lines.join('\n'));
      }
      mkdirSync(join(root, String(index)), { recursive: true });
    });
    const program = join(root, 'ask-nx.js');
    writeFileSync(program, ASK_NX);
    const request = JSON.stringify({
      nx: NX,
      root,
      cases: cases.map(([, env, configuration]) => ({ env, configuration })),
    });
    const { stdout, stderr } = spawnSync(process.execPath, [program], { input: request, encoding: 'utf8', cwd: root });
    expect(stderr).toBe('');
    const theirs = JSON.parse(stdout) as NodeJS.ProcessEnv[];
    const graph = { nodes: { app: { data: { root: 'app', targets: { generate: {} } } } } } as unknown as ProjectGraph;
    const ours = cases.map(([, env, configuration], index) => {
      const folder = join(root, String(index));
      const task = { project: 'app', target: 'generate', configuration };
      const { A, B, C } = taskEnvironment(folder, graph, task, nxEnvironment(folder, env));
      return JSON.parse(JSON.stringify({ A, B, C })) as object;
    });
    rmSync(root, { recursive: true });
    expect(new Set(theirs.map((one) => JSON.stringify(one))).size).toBeGreaterThan(50);
    expect(ours).toEqual(theirs);
  });

  it('reads overrides', () => {
    const schema: ExecutorSchema = {
      properties: {
        outputDir: { type: 'string' },
        workers: { oneOf: [{ type: 'integer' }, { type: 'string' }] },
        depth: { type: ['number', 'string'] },
        verbose: { type: 'boolean' },
        patterns: { type: 'array', items: { type: 'string' } },
        sizes: { type: 'array', items: { type: 'number' } },
        optimizations: { type: 'object' },
      },
    };
    const flag = fc.constantFrom(
      ...['outputDir', 'output-dir', 'workers', 'depth', 'verbose', 'no-verbose', 'patterns', 'sizes', 'x', 'a-b'],
      ...['optimizations.templateCache', 'optimizations.a.b', 'no-depth'],
    );
    const value = fc.constantFrom('4', 'auto', '007', '', 'true', 'false', 'a,b', '1,2', '1e3', '0x10', 'untrue', '-1');
    const argument = fc.oneof(
      fc.tuple(flag, value).map(([key, text]) => [`--${key}=${text}`]),
      fc.tuple(flag, value).map(([key, text]) => [`--${key}`, text]),
      flag.map((key) => [`--${key}`]),
      value.map((text) => [text]),
    );
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 4 }), (parts) => {
        const args = parts.flat();
        const { __overrides_unparsed__: _unparsed, ...parsed } = createOverrides(args);
        const theirs = coerceTypesInOptions(convertToCamelCase(parsed, schema), schema);
        expect(parseOverrides(args, schema)).toEqual(theirs);
      }),
      { numRuns: 500 },
    );
  });
});
