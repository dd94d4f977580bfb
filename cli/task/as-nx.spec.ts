import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { ProjectGraph } from '@nx/devkit';
import { envFilesOf } from './env-files';
import { parseOverrides, type ExecutorSchema } from './overrides';
import { splitTaskId } from './split-id';

/** Nx's own code, as it is installed here; the product cannot import it, because it is private. */
const nx = (path: string): unknown => require(join(dirname(require.resolve('nx/package.json')), 'dist', 'src', path));
const { splitTarget } = nx('utils/split-target.js') as {
  splitTarget: (id: string, graph: object, options: object) => string[];
};
const { getEnvPathsForTask } = nx('tasks-runner/task-env-paths.js') as {
  getEnvPathsForTask: (root: string, target: string, configuration?: string, whole?: string) => string[];
};
const { createOverrides } = nx('utils/command-line-utils.js') as { createOverrides: (args: string[]) => object };
const { combineOptionsForExecutor } = nx('utils/params.js') as {
  combineOptionsForExecutor: (overrides: object, configuration: undefined, target: object, schema: object) => object;
};

const name = fc.constantFrom('a', 'b', 'a:b', 'b:a', ':a', ':a:b', 'a:b:c', 'c', 'toString');

describe('what the command line does as Nx does it', () => {
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
        const [theirProject, theirTarget, theirConfiguration] = splitTarget(text, { nodes: all }, { silent: true });
        expect([project, own, configuration]).toEqual([theirProject, theirTarget, theirConfiguration]);
      }),
      { numRuns: 2000 },
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
        const loose = { ...schema, additionalProperties: true, properties: anyType(schema) };
        const theirs = combineOptionsForExecutor(coercedBy(schema, args), undefined, { options: {} }, loose);
        expect(parseOverrides(args, schema)).toEqual(theirs);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Nx's coercion without its check, which throws for what is still wrong then. */
function coercedBy(schema: ExecutorSchema, args: string[]): object {
  const { coerceTypesInOptions, convertToCamelCase } = nx('utils/params.js') as {
    coerceTypesInOptions: (options: object, schema: object) => object;
    convertToCamelCase: (options: object, schema: object) => object;
  };
  return coerceTypesInOptions(convertToCamelCase(createOverrides(args), schema), schema);
}

function anyType({ properties }: ExecutorSchema): Record<string, object> {
  return Object.fromEntries(Object.keys(properties).map((key) => [key, {}]));
}
