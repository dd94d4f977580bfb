import {
  declaredInputs,
  inputHint,
  packageInputHint,
  undeclaredPackage,
  undeclaredPackages,
  undeclaredReads,
  type DeclaredInputs,
  type InputFacts,
} from './declared-inputs';

function declare(inputs: readonly unknown[] | undefined, facts: Partial<InputFacts> = {}): DeclaredInputs {
  return declaredInputs({ inputs, namedInputs: {}, projectRoot: 'libs/a', dependencyRoots: [], ...facts });
}

describe('globs', () => {
  test.each<[inputs: readonly unknown[] | undefined, globs: readonly string[]]>([
    [undefined, ['libs/a/**/*', 'libs/b/**/*', 'libs/c/**/*']],
    [[], []],
    [['default'], ['libs/a/**/*']],
    [['^default'], ['libs/b/**/*', 'libs/c/**/*']],
    [['unknown'], []],
    [['{projectRoot}/src'], ['libs/a/src', 'libs/a/src/**']],
    [['{projectRoot}/src/'], ['libs/a/src/', 'libs/a/src/**']],
    [['{projectRoot}'], ['libs/a/', 'libs/a/**']],
    [['{workspaceRoot}'], ['', '**']],
    [['{workspaceRoot}/nx.json'], ['nx.json', 'nx.json/**']],
    [['{workspaceRoot}/*.json'], ['*.json']],
    [['{workspaceRoot}/a?'], ['a?']],
    [['{workspaceRoot}/[ab]'], ['[ab]']],
    [['{workspaceRoot}/{a,b}'], ['{a,b}']],
    [['!{workspaceRoot}/*.json'], []],
    [['src/{projectRoot}'], []],
    [[{ fileset: '{projectRoot}/*.ts' }], ['libs/a/*.ts']],
    [[{ fileset: '{projectRoot}/*.ts', includeIgnored: true }], ['libs/a/*.ts']],
    [[{ fileset: '!{projectRoot}/*.ts', includeIgnored: true }], []],
    [[{ json: '{workspaceRoot}/*.json', fields: ['a'] }], ['*.json']],
    [[{ dependentTasksOutputFiles: '**/*.d.ts' }], ['**/*.d.ts']],
    [
      [
        { dependentTasksOutputFiles: 'x/*' },
        { fileset: 'y/*', includeIgnored: true },
        { dependentTasksOutputFiles: 'z/*' },
      ],
      ['x/*', 'y/*', 'z/*'],
    ],
    [[{ input: 'default' }], ['libs/a/**/*']],
    [[{ input: 'default', dependencies: true }], ['libs/b/**/*', 'libs/c/**/*']],
    [[{ input: 'default', dependencies: 'yes' }], ['libs/a/**/*']],
    [[null, 1, undefined, {}, { env: 1 }, { runtime: 1 }, { fileset: 1 }, { json: 1 }, { input: 1 }], []],
  ])('of %j are %j', (inputs, globs) => {
    expect(declare(inputs, { dependencyRoots: ['libs/b', 'libs/c'] }).globs()).toEqual(globs);
  });

  test('of the root project have no folder', () => {
    expect(declare(['{projectRoot}/*.ts', '{projectRoot}'], { projectRoot: '.' }).globs()).toEqual(['*.ts', '', '**']);
  });

  test('of a named input replace the default, and a name within itself adds nothing', () => {
    const namedInputs = { default: ['{projectRoot}/*.ts', 'shared'], shared: ['{workspaceRoot}/*.json', 'default'] };
    expect(declare(undefined, { namedInputs }).globs()).toEqual(['libs/a/*.ts', '*.json']);
    expect(declare(['shared', 'shared'], { namedInputs }).globs()).toEqual([
      '*.json',
      'libs/a/*.ts',
      '*.json',
      'libs/a/*.ts',
    ]);
  });

  test('of dependencies are not those of their dependencies again', () => {
    const namedInputs = { mine: ['{projectRoot}/*.ts', '^theirs'], theirs: ['{projectRoot}/*.md', '^other'] };
    const dependencyRoots = ['libs/b', 'libs/c'];
    expect(declare(['mine'], { namedInputs, dependencyRoots }).globs()).toEqual([
      'libs/a/*.ts',
      'libs/b/*.md',
      'libs/c/*.md',
    ]);
  });
});

describe('covers', () => {
  test.each<[inputs: readonly unknown[], path: string, plain: boolean, ignored: boolean]>([
    [['default'], 'libs/a/x.ts', true, false],
    [['default'], 'libs/b/x.ts', false, false],
    [['default', '!{projectRoot}/*.md'], 'libs/a/x.md', false, false],
    [['default', '!{projectRoot}/*.md'], 'libs/a/x.ts', true, false],
    [['!{projectRoot}/docs', 'default'], 'libs/a/docs/x.md', false, false],
    [['{projectRoot}/src'], 'libs/a/src/deep/x.ts', true, false],
    [[{ fileset: '{projectRoot}/*.ts', includeIgnored: true }], 'libs/a/x.ts', true, true],
    [[{ fileset: '{projectRoot}/*.ts', includeIgnored: 1 }], 'libs/a/x.ts', true, false],
    [[{ fileset: '{projectRoot}/*.ts', includeIgnored: true }, '!{projectRoot}/x.ts'], 'libs/a/x.ts', true, true],
    [[{ dependentTasksOutputFiles: '**/*.d.ts' }], 'dist/b/x.d.ts', true, true],
    [['^default', '!{projectRoot}/*.md'], 'libs/b/x.md', true, false],
  ])('%j covers %j: %j, if ignored: %j', (inputs, path, plain, ignored) => {
    const declared = declare(inputs, { dependencyRoots: ['libs/b'] });
    expect([declared.covers(path), declared.covers(path, false), declared.covers(path, true)]).toEqual([
      plain,
      plain,
      ignored,
    ]);
  });
});

test('variables, commands and packages are listed once and sorted', () => {
  const declared = declare([
    { env: 'B' },
    { env: 'A' },
    { env: 'B' },
    { runtime: 'node -v' },
    { runtime: 'date' },
    { externalDependencies: ['yaml', 'ajv'] },
    { externalDependencies: ['yaml', '@nx/js'] },
  ]);
  expect([declared.env, declared.runtime, declared.packages, declared.globs()]).toEqual([
    ['A', 'B'],
    ['date', 'node -v'],
    ['@nx/js', 'ajv', 'yaml'],
    [],
  ]);
  const other = declare(['default', { externalDependencies: [] }]);
  expect([other.env, other.runtime, other.packages]).toStrictEqual([[], [], undefined]);
});

test('keys differ with the inputs', () => {
  expect(declare(['default']).key).toMatch(/^[0-9a-f]{64}$/);
  expect(declare(['default']).key).toBe(declare(['default']).key);
  expect(declare(['default']).key).not.toBe(declare(['^default']).key);
});

describe('undeclaredReads', () => {
  const reads = ['libs/a/in.ts', 'out.ts', 'node_modules/yaml/index.js', 'libs/a/ignored.ts'];
  const isIgnored = (path: string): boolean => path.endsWith('ignored.ts');
  const problem = (message: string, file: string, hint: string) => ({
    severity: 'error',
    code: 'undeclared-read',
    message: `${message}, which is not an input of the target: Nx's cache would miss changes of it`,
    file,
    hint: `add to the target's inputs: ${hint}`,
  });
  const hints = [
    '"{workspaceRoot}/out.ts"',
    '{ "fileset": "{workspaceRoot}/libs/a/ignored.ts", "includeIgnored": true }\ngit ignores the file, so Nx hashes it only this way',
  ] as const;

  test.each([
    ['reads', 'this run reads the file'],
    ['the command reads', 'the command reads this file'],
  ])('after %j the message begins with %j', (what, message) => {
    expect(undeclaredReads(reads, declare(['default']), what, isIgnored)).toEqual([
      problem(message, 'out.ts', hints[0]),
      problem(message, 'libs/a/ignored.ts', hints[1]),
    ]);
  });

  test('hints name the file or package', () => {
    expect(inputHint('out.ts', false)).toBe(`add to the target's inputs: ${hints[0]}`);
    expect(packageInputHint('yaml')).toBe('add to the target\'s inputs: { "externalDependencies": ["yaml"] }');
  });
});

describe('undeclared packages', () => {
  const onlyYaml = [{ externalDependencies: ['yaml'] }];

  test.each<[path: string, inputs: readonly unknown[], name: string | undefined]>([
    ['node_modules/ajv/index.js', onlyYaml, 'ajv'],
    ['libs/a/node_modules/@nx/js/index.js', onlyYaml, '@nx/js'],
    ['node_modules/yaml/index.js', onlyYaml, undefined],
    ['node_modules/.bin/ajv', onlyYaml, undefined],
    ['my_node_modules/ajv/index.js', onlyYaml, undefined],
    ['src/index.js', onlyYaml, undefined],
    ['node_modules/ajv/index.js', [], undefined],
    ['node_modules/ajv/index.js', [...onlyYaml, '{workspaceRoot}/package-lock.json'], undefined],
    ['node_modules/ajv/index.js', [...onlyYaml, '{workspaceRoot}/pnpm-lock.yaml'], undefined],
  ])('%j with the inputs %j: %j', (path, inputs, name) => {
    expect(undeclaredPackage(path, declare(inputs))).toBe(name);
  });

  test('are reported once, with the first file that was read', () => {
    const reads = ['a.ts', 'node_modules/ajv/b.js', 'node_modules/ajv/a.js', 'node_modules/yaml/a.js'];
    expect(undeclaredPackages(reads, declare(onlyYaml))).toEqual([
      {
        severity: 'error',
        code: 'undeclared-read',
        message:
          "this run reads the file, whose package is not an input of the target: Nx's cache would miss changes of it",
        file: 'node_modules/ajv/b.js',
        hint: 'add to the target\'s inputs: { "externalDependencies": ["ajv"] }',
      },
    ]);
  });
});
