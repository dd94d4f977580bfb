import { Refusal } from '../refusal';
import { taskProperties } from '../own-package';
import type { Conversion, ConversionContext } from './conversion';
import { convertScripts } from './from-scripts';

const SURROUNDINGS: ConversionContext = {
  targetDefaults: {},
  umbrella: 'workflow',
  properties: taskProperties(),
  runScript: 'npm run',
};

function convert(
  scripts: Record<string, string>,
  { only, targets = {}, ...more }: Partial<ConversionContext> & { only?: string[]; targets?: object } = {},
): Conversion {
  const found = convertScripts({ scripts, targets: { ...targets } }, only, { ...SURROUNDINGS, ...more });
  if (found instanceof Refusal) throw new Error(`${found.message}\nhint: ${found.hint}`);
  return found;
}

/** Commands and edges of the converted tasks. */
function graph({ tasks }: Conversion): Record<string, string> {
  return Object.fromEntries(
    [...tasks].map(([name, { command, executor, dependsOn }]) => [
      name,
      `${String(command ?? executor)}${dependsOn ? ` < ${(dependsOn as unknown[]).join(' ')}` : ''}`,
    ]),
  );
}

test('a command runs in its project', () => {
  expect(convert({ compile: 'tsc -p .' }).tasks.get('compile')).toEqual({
    command: 'tsc -p .',
    options: { cwd: '{projectRoot}' },
  });
});

test('a sequence becomes edges', () => {
  const scripts = {
    clean: 'rimraf dist',
    compile: 'tsc',
    'bundle:js': 'rollup -c',
    'bundle:css': 'sass in out',
    build: 'npm run clean && npm run compile && run-p bundle:*',
    test: 'npm run build && jest',
  };
  const conversion = convert(scripts);
  expect(graph(conversion)).toEqual({
    clean: 'rimraf dist',
    compile: 'tsc < clean',
    'bundle-js': 'rollup -c < compile',
    'bundle-css': 'sass in out < compile',
    build: 'nx:noop < bundle-js bundle-css',
    test: 'jest < build',
  });
  expect(conversion.converted).toEqual(Object.keys(scripts));
  expect(conversion.notes).toEqual(['"bundle:js" is the task "bundle-js"', '"bundle:css" is the task "bundle-css"']);
});

test('pre and post scripts become edges; a task that waits for the script waits for its post script', () => {
  const conversion = convert({
    prebuild: 'rimraf dist',
    build: 'tsc',
    postbuild: 'size dist',
    pretest: 'eslint .',
    test: 'jest',
    all: 'npm run build && npm run test',
  });
  expect(graph(conversion)).toEqual({
    prebuild: 'rimraf dist',
    'build-itself': 'tsc < prebuild',
    build: 'nx:noop < postbuild',
    postbuild: 'size dist < build-itself',
    pretest: 'eslint . < build',
    test: 'jest < pretest',
    all: 'nx:noop < test',
  });
  expect(conversion.notes).toEqual(['"build" has a post script, so what it runs itself is the task "build-itself"']);
});

test('a sequence of sequences keeps the order of their parts', () => {
  const scripts = { a: 'a', y: 'y', c: 'c', d: 'd', ab: 'run-s a y', cd: 'run-s c d', all: 'run-s ab cd' };
  expect(graph(convert(scripts))).toEqual({
    a: 'a',
    y: 'y < a',
    c: 'c < ab',
    d: 'd < c',
    ab: 'nx:noop < y',
    cd: 'nx:noop < d',
    all: 'nx:noop < cd',
  });
});

test('scripts that edges cannot express stay one command, with the reason', () => {
  const conversion = convert({
    a: 'a',
    y: 'y',
    ab: 'npm run a && npm run y',
    ba: 'npm run y && npm run a',
    mixed: 'tsc && npm run y',
    version: 'changelog',
    release: 'npm run version && npm run y',
    stamp: 'echo $npm_package_version',
  });
  expect(graph(conversion)).toEqual({
    a: 'a',
    y: 'y < a',
    ab: 'nx:noop < y',
    ba: 'npm run y && npm run a',
    mixed: 'tsc && npm run y',
    release: 'npm run version && npm run y',
    stamp: 'npm run stamp',
  });
  expect(conversion.notes).toEqual([
    '"version" is left as it is: the package manager runs it by itself',
    '"mixed" stays one command: it runs scripts after a command of its own',
    '"release" stays one command: it runs "version", which is no task',
    '"stamp" stays one command: it reads variables that the package manager sets, so it runs as npm run stamp',
    '"ba" stays one command: its order contradicts that of other scripts (a → y → a)',
  ]);
});

test('endless scripts and those that run them are not converted, unless they are named', () => {
  const scripts = {
    serve: 'http-server',
    'watch:ts': 'tsc -w',
    css: 'sass --watch in out',
    up: 'run-p serve css',
    build: 'tsc --watch=false && prettier -w .',
    test: 'echo "Error: no test specified" && exit 1',
  };
  const { tasks, notes } = convert(scripts);
  expect([...tasks.keys()]).toEqual(['build']);
  expect(notes).toEqual([
    '"serve" is left as it is: it does not seem to end by itself; name it in --only to convert it as a continuous task',
    '"watch:ts" is left as it is: it does not seem to end by itself; name it in --only to convert it as a continuous task',
    '"css" is left as it is: it does not seem to end by itself; name it in --only to convert it as a continuous task',
    '"test" is left as it is: it is the placeholder that npm writes',
    '"up" is left as it is: it runs "serve", which does not seem to end by itself',
  ]);
  expect(convert(scripts, { only: ['serve'] }).tasks.get('serve')).toEqual({
    command: 'http-server',
    options: { cwd: '{projectRoot}' },
    continuous: true,
  });
});

test('only: the named scripts and those that they run', () => {
  const scripts = { a: 'a', prey: 'pre', y: 'y', c: 'npm run y', d: 'd' };
  expect([...convert(scripts, { only: ['c'] }).tasks.keys()]).toEqual(['prey', 'y', 'c']);
});

test('fields in nx.targets of package.json are kept', () => {
  const targets = { build: { dependsOn: ['^build', 'gen', 'other'], outputs: ['{projectRoot}/dist'], cache: true } };
  const { tasks } = convert({ gen: 'gen', build: 'npm run gen && tsc' }, { targets });
  expect(tasks.get('build')).toEqual({
    command: 'tsc',
    options: { cwd: '{projectRoot}' },
    dependsOn: ['gen', '^build', { target: 'other' }],
    inputs: ['default', '^default'],
    outputs: ['{projectRoot}/dist'],
    cache: true,
  });
});

test.each<[Record<string, string>, Partial<ConversionContext> & { only?: string[] }, string]>([
  [{ build: 'tsc' }, { only: ['biuld'] }, 'there is no script "biuld"\nhint: did you mean "build"?'],
  [
    { build: 'tsc', lint: 'eslint' },
    { targetDefaults: { build: { inputs: ['production'] } } },
    '"build" cannot be converted: "targetDefaults" in nx.json would replace "inputs" of the task; take them out there first\nhint: leave it out: --only=lint',
  ],
  [
    { prebuild: 'npm run build', build: 'tsc' },
    {},
    'the scripts wait for each other: build → prebuild → build\nhint: correct them first',
  ],
  [{ 'a-itself': 'x', a: 'a', posta: 'b' }, {}, 'two tasks would be called "a-itself"\nhint: rename a script'],
])('%j is refused', (scripts, more, message) => {
  expect(() => convert(scripts, more)).toThrow(new Error(message));
});

test('names that clash with each other or with targets of the plugin', () => {
  expect(convert({ 'a:b': 'x', 'a::b': 'y', workflow: 'z' }).notes).toEqual([
    '"a::b" is left as it is: its task would be called "a-b", like that of "a:b"',
    '"workflow" is left as it is: its name is that of the target that runs the whole workflow',
    '"a:b" is the task "a-b"',
  ]);
});

test('a script whose task would have the name of another script is not converted', () => {
  const conversion = convert({ 'a:b': 'one', 'a-b': 'two', 'tsc:watch': 'x', 'tsc-watch': 'tsc --watch' });
  expect(graph(conversion)).toEqual({ 'a-b': 'two' });
  expect(conversion.notes).toContain(
    '"a:b" is left as it is: its task would be called "a-b", which is the name of another script',
  );
  // Not converted, `a-b` would still be a target of that name.
  expect(graph(convert({ 'a:b': 'one', 'a-b': 'two' }, { only: ['a:b'] }))).toEqual({});
});

test('a script that reads variables of npm runs under npm', () => {
  const read = 'node -p process.env.npm_package_version';
  expect(graph(convert({ read, other: 'node npm_modules.js' }))).toEqual({
    read: 'npm run read',
    other: 'node npm_modules.js',
  });
});

test('a script whose entry in targetDefaults would not apply to its task is not converted, even if named', () => {
  const targetDefaults = { 'test:types': { cache: true, dependsOn: ['^build'] }, test: { cache: true } };
  const scripts = { 'test:types': 'tsc --noEmit', 'test:unit': 'jest' };
  const note =
    '"test:types" is left as it is: its task would be called "test-types", which the entry "test:types" of targetDefaults in nx.json does not reach; rename both first';
  expect(convert(scripts, { targetDefaults }).notes).toEqual([note, '"test:unit" is the task "test-unit"']);
  const named = convert(scripts, { targetDefaults, only: ['test:types'] });
  expect([named.notes, named.converted]).toEqual([[note], []]);
});
