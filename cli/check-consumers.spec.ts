import type { ProjectGraph, TargetConfiguration } from '@nx/devkit';
import { checkConsumers, type ConsumerFacts } from './check-consumers';

const GENERATE: TargetConfiguration = {
  executor: 'nx-workflow:codegen',
  options: { outputDir: 'libs/tokens/generated' },
  metadata: { nxWorkflow: { workflow: 'tokens', task: 'generate' } },
};
const HASHED = { dependentTasksOutputFiles: '**/generated/**/*', transitive: true };

type Projects = Readonly<
  Record<
    string,
    {
      readonly needs?: readonly string[];
      readonly targets?: Record<string, TargetConfiguration>;
    }
  >
>;

function graphOf(projects: Projects): ProjectGraph {
  const entries = Object.entries(projects);
  return {
    nodes: Object.fromEntries(
      entries.map(([name, { targets = {} }]) => [name, { name, type: 'lib', data: { root: `libs/${name}`, targets } }]),
    ),
    dependencies: Object.fromEntries(
      entries.map(([name, { needs = [] }]) => [
        name,
        needs.map((target) => ({ source: name, target, type: 'static' })),
      ]),
    ),
  } as unknown as ProjectGraph;
}

/** What is said of a target of a project, in a workspace where `tokens` generates code. */
function said(build: TargetConfiguration, of: 'tokens' | 'shop', more: Partial<ConsumerFacts> = {}): string[] {
  const graph = graphOf({
    tokens: { targets: { generate: GENERATE, ...(of === 'tokens' ? { build } : {}) } },
    middle: { needs: ['tokens'] },
    shop: { needs: ['middle'], targets: of === 'shop' ? { build } : {} },
  });
  const nxJson = { namedInputs: { default: ['{projectRoot}/**/*'] } };
  const facts = {
    workspaceRoot: '/virtual',
    generatedIn: (folder: string) => [`${folder}/a.ts`],
    isIgnored: (path: string) => path.includes('/generated/'),
    placeOf: (root: string, target: string) => ({ file: `${root}/project.json:${target}` }),
    ...more,
  };
  return checkConsumers(graph, nxJson, facts).map(
    ({ severity, code, message, file, hint }) => `${file} ${severity} ${code}: ${message}\n${hint}`,
  );
}

const UNHASHED = `libs/tokens/project.json:build warning unhashed-generation: "tokens:build" waits for "tokens:generate" and does not hash what that generates: it comes from the cache with old code
add to its inputs: { "dependentTasksOutputFiles": "libs/tokens/generated/**/*" }`;
const MISSED = `libs/shop/project.json:build warning missed-generation: "shop:build" hashes sources of projects whose code "tokens:generate" generates, and does not wait for that: it may find old code, or none
add to its dependsOn: "^generate"`;
const AND_INPUT = `${MISSED}
and to its inputs: { "dependentTasksOutputFiles": "libs/tokens/generated/**/*", "transitive": true }`;

test.each<[string, TargetConfiguration, string[]]>([
  ['an edge alone', { cache: true, dependsOn: ['generate'] }, [UNHASHED]],
  [
    'an edge and inputs of its own',
    { cache: true, dependsOn: ['generate'], inputs: ['default', { env: 'X' }] },
    [UNHASHED],
  ],
  ['an edge and the input', { cache: true, dependsOn: ['generate'], inputs: ['default', HASHED] }, []],
  [
    'an edge and some of the files',
    { cache: true, dependsOn: ['generate'], inputs: [{ dependentTasksOutputFiles: '**/*.ts' }] },
    [],
  ],
  [
    'an edge and other files',
    { cache: true, dependsOn: ['generate'], inputs: [{ dependentTasksOutputFiles: '**/*.d.ts' }] },
    [UNHASHED],
  ],
  ['an edge without a cache', { dependsOn: ['generate'] }, []],
  ['no edge', { cache: true }, []],
  ['a task of a workflow', { cache: true, dependsOn: ['generate'], metadata: { nxWorkflow: {} } }, []],
])('in the project that generates: %s', (_what, build, expected) => {
  expect(said(build, 'tokens')).toEqual(expected);
});

test.each<[string, TargetConfiguration, string[]]>([
  ['it waits for builds alone', { cache: true, dependsOn: ['^build'] }, [AND_INPUT]],
  [
    'it waits for builds, in the long form',
    { cache: true, dependsOn: [{ target: 'build', dependencies: true }] },
    [AND_INPUT],
  ],
  [
    'it hashes what it does not wait for',
    { cache: true, dependsOn: ['^build'], inputs: ['default', '^default', HASHED] },
    [MISSED],
  ],
  [
    'it waits for it, behind a project without it',
    { cache: true, dependsOn: ['^generate', '^build'], inputs: ['default', '^default', HASHED] },
    [],
  ],
  ['it hashes nothing of its dependencies', { cache: true, dependsOn: ['^build'], inputs: ['default'] }, []],
  ['it waits for nothing of them', { cache: true, inputs: ['default', '^default'] }, []],
])('in a project that depends on it: %s', (_what, build, expected) => {
  expect(said(build, 'shop')).toEqual(expected);
});

test('code that is committed is hashed like any source, and code that is not there yet is not known', () => {
  const committed = { isIgnored: () => false };
  expect(said({ cache: true, dependsOn: ['generate'] }, 'tokens', committed)).toEqual([]);
  expect(said({ cache: true, dependsOn: ['^build'] }, 'shop', committed)).toEqual([]);
  expect(said({ cache: true, dependsOn: ['generate'] }, 'tokens', { generatedIn: () => [] })).toEqual([]);
});
