import { temporaryWorkspace, type TemporaryWorkspace } from '../../testing/temporary-workspace';
import type { Settings } from '../settings';
import { commandDependencies, findCommandInputs } from './command-inputs';
import { declaredInputs } from './declared-inputs';
import { COMMAND_IMPORTS } from './dependencies';

let workspace: TemporaryWorkspace;
beforeAll(() => {
  workspace = temporaryWorkspace();
  workspace.write('tools/build.js', "require('./part');\nrequire('pkg');");
  workspace.write('tools/part.js', '');
  workspace.write('lib/other.txt', '');
  workspace.write('specs/a.json', '{}');
});
afterAll(() => workspace.remove());

const declared = declaredInputs({
  inputs: ['{workspaceRoot}/lib/*', '{workspaceRoot}/specs/*', '{workspaceRoot}/tools/build.js'],
  namedInputs: {},
  projectRoot: '.',
  dependencyRoots: [],
});

const BUILD = { compiler: 'command', command: ['node', 'tools/build.js'], depfile: undefined };
const ECHO = { compiler: 'command', command: ['echo'], depfile: undefined };

function found(compilers: readonly object[], isDeclared = true) {
  const options = { patterns: ['specs/*.json'], templates: [], partials: [], emits: [], outputDir: 'out' };
  const settings = { workspaceRoot: workspace.root, ...options, compilers } as unknown as Settings;
  return findCommandInputs(settings, isDeclared ? declared : undefined, new Map());
}

describe('findCommandInputs', () => {
  test.each<[title: string, compilers: readonly object[], isDeclared: boolean, files: readonly (readonly string[])[]]>([
    ['no compilers', [], true, []],
    ['a compiler that is no command', [{ compiler: 'typescript' }], true, [[]]],
    ['a command without declared inputs', [ECHO], false, [[]]],
    ['a command with declared inputs', [ECHO], true, [['lib/other.txt', 'tools/build.js']]],
    ['a command with a depfile', [{ ...ECHO, depfile: 'd' }], true, [[]]],
    ['a script', [BUILD], false, [['tools/build.js', 'tools/part.js']]],
    [
      'a script among the declared inputs, after another compiler',
      [{ compiler: 'typescript' }, BUILD],
      true,
      [[], ['tools/build.js', 'tools/part.js', 'lib/other.txt']],
    ],
  ])('gives the files of %s', (_title, compilers, isDeclared, files) => {
    expect(found(compilers, isDeclared).files).toEqual(files);
  });

  test('names the packages by their command', () => {
    const { packages, imported } = found([{ compiler: 'typescript' }, BUILD], false);
    expect(packages.map(({ name }) => name)).toEqual(['["node","tools/build.js"]']);
    expect(packages[0]!.imports).toMatchObject([{ specifier: 'pkg', kind: 'require' }]);
    expect(imported.map(({ files }) => files)).toEqual([['tools/build.js', 'tools/part.js']]);
    expect(found([{ compiler: 'typescript' }])).toEqual({ files: [[]], packages: [], lookups: [], imported: [] });
    expect(found([BUILD], false).lookups).toHaveLength(1);
  });
});

describe('commandDependencies', () => {
  const hashes = { 'a.js': 'A' };
  const tools = { [COMMAND_IMPORTS]: 'R' };
  const file = (name: string, value: string) => ({ kind: 'file', name, value });

  test.each<[tools: Record<string, string>, compiler: number, dependencies: readonly object[]]>([
    [
      tools,
      0,
      [file('a.js', 'A'), file('gone.js', ''), { kind: 'tool', name: 'resolution of imports in commands', value: 'R' }],
    ],
    [{}, 0, [file('a.js', 'A'), file('gone.js', '')]],
    [tools, 1, []],
    [tools, 2, []],
  ])('with the tools %j, those of compiler %d are %j', (own, compiler, dependencies) => {
    expect(commandDependencies({ hashes, tools: own }, [['a.js', 'gone.js'], []], compiler)).toEqual(dependencies);
  });
});
