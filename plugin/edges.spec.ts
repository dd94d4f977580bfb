import type { TargetConfiguration } from '@nx/devkit';
import { fakeFacts, type FakeWorkspace } from '../testing/fake-facts';
import { renderDiagnostics } from '../diagnostics/render';
import { inferWorkflows } from './infer';

const UP = { command: 'x', outputs: ['{projectRoot}/o'] };
const O = 'a/{o,o/**/*}';
const MANIFEST = '**/.codegen-manifest.json';

interface Inferred {
  /** The first line of each finding, without its place in the line. */
  readonly said: readonly string[];
  readonly hints: readonly string[];
  target(root: string, name: string): Partial<TargetConfiguration>;
  /** The globs of upstream outputs that are hashed into a target. */
  hashed(root: string, name: string): readonly unknown[];
}

/** @param files tasks by the folder of their workflow file */
function infer(files: Readonly<Record<string, object>>, workspace: FakeWorkspace = {}): Inferred {
  const texts = Object.entries(files).map(([root, tasks]) => ({
    file: `${root}/nx-workflow.json`,
    text: JSON.stringify({ ...(/\W/.test(root.replace('/', '')) ? {} : { name: root }), tasks }),
  }));
  const results = inferWorkflows(texts, fakeFacts(workspace));
  const diagnostics = results.flatMap((result) => result.diagnostics);
  const target: Inferred['target'] = (root, name) => {
    const found = results.flatMap(({ projects }) => projects[root]?.targets?.[name] ?? []);
    if (found.length !== 1) throw new Error(`${found.length} targets ${root}:${name}`);
    return { ...found[0] };
  };
  return {
    said: renderDiagnostics(diagnostics)
      .split('\n')
      .filter((line) => /^\S/.test(line))
      .map((line) => line.replace(/:\d+:\d+ error/, ' error')),
    hints: diagnostics.map(({ hint }) => hint ?? ''),
    target,
    hashed: (root, name) =>
      (target(root, name).inputs ?? []).flatMap((input) => {
        const { dependentTasksOutputFiles: glob, transitive } = input as Record<string, unknown>;
        return glob === undefined ? [] : [transitive === true ? ['behind', glob] : glob];
      }),
  };
}

/** The inferred targets of valid files. */
function good(...args: Parameters<typeof infer>): Inferred {
  const result = infer(...args);
  expect(result.said).toEqual([]);
  return result;
}

describe('a data edge hashes the outputs of the merged upstream target', () => {
  const down = { command: 'x', dependsOn: ['up'] };

  test.each<[string, object, FakeWorkspace, readonly string[]]>([
    ['in the file', UP, {}, [O]],
    [
      'in targetDefaults by name',
      { command: 'x' },
      { targetDefaults: { up: { outputs: ['{projectRoot}/d'] } } },
      ['a/{d,d/**/*}'],
    ],
    [
      'in targetDefaults by executor',
      { executor: 'x:y' },
      { targetDefaults: { 'x:y': { outputs: ['{projectRoot}/d'] } } },
      ['a/{d,d/**/*}'],
    ],
    [
      'in project.json',
      { command: 'x' },
      { projects: { a: { name: 'a', targets: { up: { outputs: ['{projectRoot}/p'] } } } } },
      ['a/{p,p/**/*}'],
    ],
    [
      'by an option of targetDefaults',
      { command: 'x', outputs: ['{options.to}'] },
      { targetDefaults: { up: { options: { to: '{projectRoot}/t' } } } },
      ['a/{t,t/**/*}'],
    ],
    [
      'by an option within another one',
      { command: 'x', outputs: ['{options.report.file}'], options: { report: { file: '{projectRoot}/r' } } },
      {},
      ['a/{r,r/**/*}'],
    ],
    [
      'by an option of each configuration',
      {
        command: 'x',
        outputs: ['{options.to}'],
        options: { to: '{projectRoot}/t' },
        configurations: { ci: { to: '{projectRoot}/ci' }, other: { more: 1 } },
      },
      {},
      ['a/{t,t/**/*}', 'a/{ci,ci/**/*}'],
    ],
    [
      'added to by project.json',
      UP,
      { projects: { a: { name: 'a', targets: { up: { outputs: ['...', '{projectRoot}/p'] } } } } },
      [O, 'a/{p,p/**/*}'],
    ],
    ['a glob of files', { command: 'x', outputs: ['{projectRoot}/o/*.js'] }, {}, ['a/o/*.js']],
    ['a glob of files or folders', { command: 'x', outputs: ['{projectRoot}/o/*'] }, {}, ['a/o/*', 'a/o/*/**/*']],
    ['a glob of all', { command: 'x', outputs: ['{projectRoot}/o/**/*'] }, {}, ['a/o/**/*']],
    ['a name with a comma', { command: 'x', outputs: ['{projectRoot}/o,p'] }, {}, ['a/o?p', 'a/o?p/**/*']],
    ['a folder with a comma', { command: 'x', outputs: ['{projectRoot}/o,p/q'] }, {}, ['a/o,p/{q,q/**/*}']],
  ])('%s', (_where, up, workspace, expected) => {
    expect(good({ a: { up, down } }, workspace).hashed('a', 'down')).toEqual(expected);
  });

  test.each(['{projectRoot}/{env.OUT}', '{options.to ?? dist/{projectRoot}}'])(
    'a token that only Nx knows, %s',
    (output) => {
      const up = { command: 'x', outputs: ['{projectRoot}/known', output] };
      expect(good({ a: { up, down } }).hashed('a', 'down')).toEqual(['a/{known,known/**/*}', `!${MANIFEST}`]);
    },
  );

  test('except those that other edges name', () => {
    const up = { command: 'x', outputs: ['{projectRoot}/{env.OUT}'] };
    const order = { ...UP, outputs: ['{projectRoot}/order/*.{js,css}', '{projectRoot}/b,c', '{projectRoot}/d,e/*'] };
    const files = { a: { up, first: UP, order, down: { ...down, dependsOn: ['up', 'first'], after: ['order'] } } };
    const away = [
      'a/order/*.css',
      'a/order/*.css/**',
      'a/order/*.js',
      'a/order/*.js/**',
      'a/b?c',
      'a/b?c/**',
      'a/d?e/*',
      'a/d?e/*/**',
    ];
    expect(good(files).hashed('a', 'down')).toEqual([O, `!{${[MANIFEST, ...away, 'a/o', 'a/o/**'].join(',')}}`]);
  });
});

describe('a data edge to a target without outputs hashes the outputs behind it', () => {
  const use = { command: 'x', dependsOn: ['agg'] };

  test.each<[string, object, readonly unknown[]]>([
    ['a noop', { executor: 'nx:noop', dependsOn: ['up'] }, [['behind', O]]],
    ['a check', { command: 'x', outputs: [], dependsOn: ['up'] }, [['behind', O]]],
    ['one that waits by order alone', { executor: 'nx:noop', after: ['up'] }, []],
    [
      'one with outputs of its own',
      { command: 'x', outputs: ['{projectRoot}/agg'], dependsOn: ['up'] },
      ['a/{agg,agg/**/*}'],
    ],
    [
      'one that is not cached',
      { command: 'x', cache: false, outputs: ['{projectRoot}/agg'], dependsOn: ['up'] },
      ['a/{agg,agg/**/*}'],
    ],
    ['one before what only Nx knows', { executor: 'nx:noop', dependsOn: ['^build'] }, [['behind', `!${MANIFEST}`]]],
    [
      'one before a target whose outputs only Nx knows',
      { executor: 'nx:noop', dependsOn: ['secret'] },
      [['behind', `!${MANIFEST}`]],
    ],
  ])('%s', (_what, agg, expected) => {
    const secret = { command: 'x', outputs: ['{projectRoot}/{env.OUT}'] };
    expect(good({ a: { up: UP, secret, agg, use } }).hashed('a', 'use')).toEqual(expected);
  });

  test('through several of them, in several files, once each', () => {
    const files = {
      a: {
        up: UP,
        one: { executor: 'nx:noop', dependsOn: ['up'] },
        two: { executor: 'nx:noop', dependsOn: ['one', 'up'] },
      },
      c: { last: { command: 'x', dependsOn: ['a:two'] } },
    };
    expect(good(files).hashed('c', 'last')).toEqual([['behind', O]]);
  });

  test('through a chain of them, and no further than the first that writes something', () => {
    const files = {
      a: {
        base: { command: 'x', outputs: ['{projectRoot}/b'] },
        up: { ...UP, dependsOn: ['base'] },
        one: { executor: 'nx:noop', dependsOn: ['up'] },
        two: { executor: 'nx:noop', dependsOn: ['one'] },
        last: { command: 'x', dependsOn: ['two'] },
      },
    };
    expect(good(files).hashed('a', 'last')).toEqual([['behind', O]]);
  });

  test('of which one waits for a target that only another plugin may define', () => {
    const agg = { executor: 'nx:noop', dependsOn: ['up', { target: 'theirs' }] };
    const found = good({ a: { up: UP, agg, use } }, { hasOtherPlugins: true });
    expect(found.hashed('a', 'use')).toEqual([
      ['behind', O],
      ['behind', `!${MANIFEST}`],
    ]);
  });

  test('outputs that only Nx knows, behind one of several edges, are hashed transitively', () => {
    const agg = { executor: 'nx:noop', dependsOn: ['^build'] };
    const down = { command: 'x', dependsOn: ['up', 'agg', '^build'] };
    expect(good({ a: { up: UP, agg, down } }).hashed('a', 'down')).toEqual([
      O,
      ['behind', `!{${MANIFEST},a/o,a/o/**}`],
    ]);
  });

  test('targets behind it that wait for each other', () => {
    const targets = {
      build: { command: 'x', outputs: [], dependsOn: ['web:again'] },
      again: { command: 'x', outputs: [], dependsOn: ['web:build', 'web:make'] },
      make: { command: 'x', outputs: ['{projectRoot}/m'] },
    };
    const projects = { w: { name: 'web', targets } };
    const found = good({ a: { last: { command: 'x', dependsOn: ['web:build'] } } }, { projects });
    expect(found.hashed('a', 'last')).toEqual([['behind', 'w/{m,m/**/*}']]);
  });

  test('edges of a project.json in all their forms, and invalid ones', () => {
    const targets = {
      all: { command: 'x', outputs: [], dependsOn: [null, 7, {}, 'make', { target: 'other', projects: ['web'] }] },
      make: { command: 'x', outputs: ['{projectRoot}/m'] },
      other: { command: 'x', outputs: ['{projectRoot}/p'] },
    };
    const projects = { w: { name: 'web', targets } };
    const found = good({ a: { last: { command: 'x', dependsOn: ['web:all'] } } }, { projects });
    expect(found.hashed('a', 'last')).toEqual([
      ['behind', 'w/{m,m/**/*}'],
      ['behind', 'w/{p,p/**/*}'],
    ]);
  });

  test('a workflow, and the type check of one project, of a task on several', () => {
    const options = { outputDir: '{projectRoot}/g', compile: [{ compiler: 'typescript' }] };
    const projects = { 'p/x': { name: 'x' }, 'p/y': { name: 'y' } };
    const code = { executor: 'nx-workflow:codegen', options, project: ['a', 'p/*'], dependsOn: ['up'] };
    const found = (edge: string) => {
      const files = { a: { up: UP, code }, c: { last: { command: 'x', dependsOn: [edge] } } };
      return good(files, { projects: { ...projects, a: { name: 'a' } } }).hashed('c', 'last');
    };
    const generated = (root: string) => ['behind', `${root}/g/**/!(.codegen-manifest.json)`];
    expect(found('a:workflow')).toEqual([['behind', O], generated('a'), generated('p/x'), generated('p/y')]);
    expect(found('x:code-typecheck')).toEqual([generated('p/x'), ['behind', O]]);
  });

  test('a whole workflow, a phase, a type check', () => {
    const code = {
      executor: 'nx-workflow:codegen',
      options: { outputDir: '{projectRoot}/g', compile: [{ compiler: 'typescript' }] },
    };
    const files = (edge: string) => ({
      a: { up: { ...UP, phase: 'one' }, code },
      c: { last: { command: 'x', dependsOn: [edge] } },
    });
    const generated = 'a/g/**/!(.codegen-manifest.json)';
    expect(good(files('a:workflow')).hashed('c', 'last')).toEqual([
      ['behind', O],
      ['behind', generated],
    ]);
    expect(good(files('a:workflow-one')).hashed('c', 'last')).toEqual([['behind', O]]);
    expect(good(files('a:code-typecheck')).hashed('c', 'last')).toEqual([['behind', generated]]);
  });
});

describe('an edge to another file or project', () => {
  const PROJECTS = {
    w: { name: 'web', targets: { build: { executor: 'x:y', outputs: ['{projectRoot}/dist'] } } },
    'libs/two': { name: 'acme:two', targets: { make: { command: 'x', outputs: ['{projectRoot}/m'] } } },
  };
  const hashed = (edge: unknown, more: object = {}, workspace: FakeWorkspace = {}) => {
    const files = { 'libs/a': { up: UP }, c: { last: { command: 'x', dependsOn: [edge], ...more } } };
    const result = good(files, { projects: PROJECTS, ...workspace });
    return [result.hashed('c', 'last'), result.target('c', 'last').dependsOn];
  };
  const FROM_A = ['libs/a/{o,o/**/*}'];

  test.each<[unknown, readonly unknown[], unknown]>([
    ['libs/a:up', FROM_A, 'libs/a:up'],
    ['libs/a/nx-workflow.json:up', FROM_A, { target: 'up', projects: ['libs/a'] }],
    ['./libs/a/nx-workflow.json:up', FROM_A, { target: 'up', projects: ['libs/a'] }],
    [{ target: 'up', projects: ['libs/a'] }, FROM_A, { target: 'up', projects: ['libs/a'] }],
    [{ target: 'up', projects: 'libs/a' }, FROM_A, { target: 'up', projects: 'libs/a' }],
    ['web:build', ['w/{dist,dist/**/*}'], 'web:build'],
    ['w:build', ['w/{dist,dist/**/*}'], { target: 'build', projects: ['web'] }],
    ['acme:two:make', ['libs/two/{m,m/**/*}'], 'acme:two:make'],
    [
      { target: 'build', projects: ['web'], outputs: ['{projectRoot}/dist/x.js'] },
      ['w/dist/{x.js,x.js/**/*}'],
      { target: 'build', projects: ['web'] },
    ],
    ['^build', [`!${MANIFEST}`], '^build'],
    [{ target: 'build', dependencies: true }, [`!${MANIFEST}`], { target: 'build', dependencies: true }],
    [{ target: 'build', projects: ['tag:x'] }, [`!${MANIFEST}`], { target: 'build', projects: ['tag:x'] }],
    [{ target: 'b*', projects: ['web'] }, [`!${MANIFEST}`], { target: 'b*', projects: ['web'] }],
    [
      { target: 'build', dependencies: true, outputs: ['{projectRoot}/dist'] },
      ['**/dist', '**/dist/**/*'],
      { target: 'build', dependencies: true },
    ],
    [
      { target: 'build', dependencies: true, outputs: ['dist/{projectName}'] },
      ['dist/*', 'dist/*/**/*'],
      { target: 'build', dependencies: true },
    ],
    [
      { target: 'build', projects: ['web', 'tag:x'], outputs: ['{projectRoot}/dist'] },
      ['w/{dist,dist/**/*}', '**/dist', '**/dist/**/*'],
      { target: 'build', projects: ['web', 'tag:x'] },
    ],
  ])('%j', (edge, globs, dependsOn) => {
    expect(hashed(edge)).toEqual([globs, [dependsOn]]);
  });

  test('an order edge hashes nothing', () => {
    const files = { a: { up: UP }, c: { last: { command: 'x', after: ['a:up', '^build'] } } };
    expect(good(files).hashed('c', 'last')).toEqual([]);
  });

  test('with other plugins, outputs of an unknown target are hashed as those that only Nx knows', () => {
    const workspace = { hasOtherPlugins: true };
    expect(hashed('web:lint', {}, workspace)[0]).toEqual([`!${MANIFEST}`]);
    expect(hashed('web:build', {}, workspace)[0]).toEqual(['w/{dist,dist/**/*}']);
    // Another plugin may declare its outputs.
    const projects = { w: { name: 'web', targets: { lint: { command: 'x' } } } };
    expect(hashed('web:lint', {}, { ...workspace, projects })[0]).toEqual([`!${MANIFEST}`]);
  });

  test('one of several targets has outputs that only Nx knows', () => {
    const open = { command: 'x', outputs: ['{projectRoot}/known', '{projectRoot}/{env.OUT}'] };
    const projects = {
      w: { name: 'web', targets: { make: { command: 'x', outputs: ['{projectRoot}/m'] } } },
      v: { name: 'vue', targets: { make: open } },
    };
    expect(hashed({ target: 'make', projects: ['web', 'vue'] }, {}, { projects })[0]).toEqual([
      'w/{m,m/**/*}',
      'v/{known,known/**/*}',
      `!${MANIFEST}`,
    ]);
  });

  test('a workflow file without a name and a project.json is a project named after its folder', () => {
    const edge = './libs/a-b/nx-workflow.json:up';
    const files = { 'libs/a-b': { up: UP }, c: { last: { command: 'x', dependsOn: [edge] } } };
    expect(good(files).target('c', 'last').dependsOn).toEqual([{ target: 'up', projects: ['a-b'] }]);
  });

  test('outputs that Nx assumes of a target that declares none', () => {
    const projects = {
      w: {
        name: 'web',
        targets: { build: { command: 'x' }, pack: { executor: 'x:y', options: { outputPath: 'dist/w' } } },
      },
    };
    expect(hashed('web:build', {}, { projects })[0]).toEqual([
      'dist/{w,w/**/*}',
      'w/{dist,dist/**/*}',
      'w/{build,build/**/*}',
      'w/{public,public/**/*}',
    ]);
    expect(hashed('web:pack', {}, { projects })[0]).toEqual(['dist/{w,w/**/*}']);
  });

  test.each<[string, object, readonly string[]]>([
    ['prepare', {}, ['dist/{w,w/**/*}', 'w/{dist,dist/**/*}', 'w/{build,build/**/*}', 'w/{public,public/**/*}']],
    ['pack', { outputs: ['{projectRoot}/p'], options: { outputPath: 'dist/w' } }, ['w/{p,p/**/*}']],
    ['pack', { options: { outputPath: 7 }, configurations: { ci: { outputPath: 'out' } } }, ['{out,out/**/*}']],
  ])('outputs that Nx assumes of a target "%s" with %j', (name, fields, expected) => {
    const projects = { w: { name: 'web', targets: { [name]: { executor: 'x:y', ...fields } } } };
    expect(hashed(`web:${name}`, {}, { projects })[0]).toEqual(expected);
  });
});

test('an edge with an empty list of outputs hashes nothing', () => {
  const projects = { w: { name: 'web', targets: { build: { command: 'x', outputs: ['{projectRoot}/b'] } } } };
  const all = { command: 'x', outputs: [], dependsOn: ['up'] };
  const dependsOn = ['up', 'all'].map((task) => ({ task, outputs: [] }));
  const down = { command: 'x', dependsOn: [...dependsOn, { target: 'build', projects: ['web'], outputs: [] }] };
  expect(good({ a: { up: UP, all, down } }, { projects }).hashed('a', 'down')).toEqual([]);
});

describe('outputs that an edge excludes', () => {
  test('all others of the task are hashed', () => {
    const files = {
      a: {
        up: UP,
        order: { command: 'x', outputs: ['{projectRoot}/order'] },
        down: { command: 'x', dependsOn: [{ task: 'up', outputs: ['!{projectRoot}/o/b.txt'] }], after: ['order'] },
      },
    };
    expect(good(files).hashed('a', 'down')).toEqual([`!{${MANIFEST},a/order,a/order/**,a/o/b.txt,a/o/b.txt/**}`]);
  });

  test('outputs of an order edge that only Nx knows are hashed as well', () => {
    const down = { command: 'x', dependsOn: [{ task: 'up', outputs: ['!{projectRoot}/o/b.txt'] }], after: ['^lint'] };
    expect(good({ a: { up: UP, down } }).hashed('a', 'down')).toEqual([`!{${MANIFEST},a/o/b.txt,a/o/b.txt/**}`]);
  });

  test('one glob excludes everything in a folder; a glob with too many braces excludes nothing', () => {
    const order = { command: 'x', outputs: ['{projectRoot}/order/**/*', `{projectRoot}/x${'{a,b}'.repeat(7)}/*`] };
    const down = { command: 'x', dependsOn: ['^build'], after: ['order'] };
    expect(good({ a: { order, down } }).hashed('a', 'down')).toEqual([`!{${MANIFEST},a/order/**/*}`]);
  });
});

describe('edges that would hash nothing, or lead to no target', () => {
  test('to a task that declares no outputs', () => {
    const files = { a: { up: { command: 'x' }, down: { command: 'x', dependsOn: ['up'] } } };
    expect(infer(files).said).toEqual([
      'a/nx-workflow.json error edge-without-outputs: "up" declares no outputs, so this edge hashes nothing into "down"',
    ]);
    expect(good({ a: { ...files.a, down: { command: 'x', after: ['up'] } } }).hashed('a', 'down')).toEqual([]);
    expect(infer({ a: { ...files.a, up: { executor: 'x:y' } } }).said).toHaveLength(1);
    const server = { command: 'x', continuous: true };
    expect(good({ a: { ...files.a, up: server } }).hashed('a', 'down')).toEqual([]);
  });

  test('to a task whose outputs name an option without a value', () => {
    const files = { a: { up: { command: 'x', outputs: ['{options.to}'] }, down: { command: 'x', dependsOn: ['up'] } } };
    expect(infer(files).said).toEqual([
      'a/nx-workflow.json error edge-without-outputs: "up" has no option for its output "{options.to}", so this edge hashes nothing into "down"',
    ]);
  });

  test('to a target of a project that declares no outputs', () => {
    const projects = { w: { name: 'web', targets: { lint: { command: 'x' } } } };
    expect(infer({ a: { down: { command: 'x', dependsOn: ['web:lint'] } } }, { projects }).said).toEqual([
      'a/nx-workflow.json error edge-without-outputs: "web:lint" declares no outputs, so this edge hashes nothing into "down"',
    ]);
  });

  test('the hint names the file in which to declare the outputs', () => {
    const hints = (edge: string, workspace?: FakeWorkspace): readonly string[] =>
      infer({ a: { up: { command: 'x' }, down: { command: 'x', dependsOn: [edge] } } }, workspace).hints;
    const projects = { w: { name: 'web', targets: { lint: { command: 'x' } } } };
    const or = '[] if it writes no file, or write this edge under "after"';
    expect(hints('up')).toEqual([`declare the "outputs" of "up", ${or}`]);
    expect(hints('web:lint', { projects })).toEqual([`declare the "outputs" of "web:lint" in w/project.json, ${or}`]);
  });

  test.each<[unknown, string]>([
    ['zzz:one', 'there is no project "zzz"'],
    [{ target: 'nix', projects: ['a'] }, 'there is no target "nix" on the project in "a"'],
    [{ target: 'up', projects: ['a', 'zzz'] }, 'there is no project "zzz"'],
    [{ target: 'nix' }, 'there is no target "nix" on the project in "c"'],
  ])('%j', (edge, message) => {
    const said = (key: string, workspace: FakeWorkspace = {}) =>
      infer({ a: { up: UP }, c: { last: { command: 'x', [key]: [edge] } } }, workspace).said;
    expect(said('dependsOn')).toEqual([`c/nx-workflow.json error unknown-target: ${message}`]);
    expect(said('after')).toEqual([`c/nx-workflow.json error unknown-target: ${message}`]);
    expect(said('after', { hasOtherPlugins: true })).toEqual([]);
  });

  test('to a missing target: one finding per edge, with a suggestion', () => {
    const projects = {
      'p/x': { name: 'x' },
      'p/y': { name: 'y' },
      w: { name: 'web', targets: { build: { command: 'x' } } },
    };
    const found = (edge: string) =>
      infer({ a: { up: UP }, c: { last: { command: 'x', project: 'p/*', after: [edge] } } }, { projects });
    expect(found('zzz:one').said).toHaveLength(1);
    expect(found('zzz:one').hints).toEqual([
      'Nx would silently ignore this edge: name a project of the workspace, or the folder of a workflow file',
    ]);
    expect(found('web:biuld').hints).toEqual(['Nx would silently ignore this edge; did you mean "build"?']);
    expect(found('web:zzzzzzzz').hints).toEqual(['Nx would silently ignore this edge; known: "build"']);
  });

  test('to a type check, which is found by its full name', () => {
    const options = { outputDir: '{projectRoot}/g', compile: [{ compiler: 'typescript' }] };
    const code = { executor: 'nx-workflow:codegen', options };
    const files = (target: string) => ({ a: { code, last: { command: 'x', after: [{ target, projects: ['a'] }] } } });
    good(files('code-typecheck'));
    expect(infer(files('code-typechecc')).said).toEqual([
      'a/nx-workflow.json error unknown-target: there is no target "code-typechecc" on the project in "a"',
    ]);
  });

  test('a target that another plugin may define has outputs that only Nx knows', () => {
    const projects = { w: { name: 'web' } };
    const files = { a: { down: { command: 'x', dependsOn: ['^build'], after: ['web:lint'] } } };
    expect(infer(files, { projects, hasOtherPlugins: true }).said).toEqual([
      'a/nx-workflow.json error unknown-outputs: only Nx knows the outputs of "^build" and of "web:lint" under "after", so it cannot hash the one without the other',
    ]);
  });

  test('the target nx-release-publish, which Nx adds, always exists', () => {
    const files = { a: { last: { command: 'x', after: [{ target: 'nx-release-publish', projects: ['a'] }] } } };
    expect(infer(files).said).toEqual([]);
  });

  test('a data edge and an order edge whose outputs only Nx knows', () => {
    const files = { a: { down: { command: 'x', dependsOn: ['^build'], after: ['^lint'] } } };
    expect(infer(files).said).toEqual([
      'a/nx-workflow.json error unknown-outputs: only Nx knows the outputs of "^build" and of "^lint" under "after", so it cannot hash the one without the other',
    ]);
    expect(infer(files).hints).toEqual([
      'name the outputs that the task reads: { "target": "build", …, "outputs": ["{projectRoot}/dist"] }',
    ]);
    const objects = { down: { command: 'x', dependsOn: [{ target: 'build', dependencies: true }], after: ['^lint'] } };
    expect(infer({ a: objects }).said).toEqual([
      'a/nx-workflow.json error unknown-outputs: only Nx knows the outputs of {"target":"build","dependencies":true} and of "^lint" under "after", so it cannot hash the one without the other',
    ]);
    expect(infer({ a: objects }).hints).toEqual([
      'name the outputs that the task reads: { "target": "build", …, "outputs": ["{projectRoot}/dist"] }',
    ]);
    const open = { command: 'x', outputs: ['{projectRoot}/{env.OUT}'] };
    const tasks = { one: open, two: open, down: { command: 'x', dependsOn: ['one'], after: ['two'] } };
    expect(infer({ a: tasks })).toMatchObject({
      said: [
        'a/nx-workflow.json error unknown-outputs: only Nx knows the outputs of "one" and of "two" under "after", so it cannot hash the one without the other',
      ],
      hints: ['name the outputs that the task reads: { "target": "one", …, "outputs": ["{projectRoot}/dist"] }'],
    });
    const named = { target: 'build', dependencies: true, outputs: ['{projectRoot}/dist'] };
    const cured = { a: { down: { command: 'x', dependsOn: [named], after: ['^lint'] } } };
    expect(good(cured).hashed('a', 'down')).toEqual(['**/dist', '**/dist/**/*']);
  });
});

describe('targets that wait for each other', () => {
  test('across files', () => {
    const files = {
      a: { one: { ...UP, dependsOn: ['c:two'] } },
      c: { two: { ...UP, after: ['three'] }, three: { command: 'x', outputs: [], after: ['a:one'] } },
    };
    expect(infer(files).said).toEqual([
      'a/nx-workflow.json error cycle: tasks wait for each other: a:one -> c:two -> c:three -> a:one',
      'c/nx-workflow.json error cycle: tasks wait for each other: c:three -> a:one -> c:two -> c:three',
    ]);
  });

  test('through a project.json', () => {
    const projects = { w: { name: 'web', targets: { build: { command: 'x', outputs: [], dependsOn: ['a:one'] } } } };
    expect(infer({ a: { one: { ...UP, dependsOn: ['web:build'] } } }, { projects }).said).toEqual([
      'a/nx-workflow.json error cycle: tasks wait for each other: a:one -> web:build -> a:one',
    ]);
  });

  test('one finding per edge with a hint, however many projects it closes a cycle on', () => {
    const projects = {
      'p/x': { name: 'x' },
      'p/y': { name: 'y' },
      w: { name: 'web', targets: { build: { command: 'x', outputs: [], dependsOn: ['x:one', 'y:one'] } } },
    };
    const result = infer({ a: { one: { ...UP, project: 'p/*', dependsOn: ['web:build'] } } }, { projects });
    expect(result.said).toEqual([
      'a/nx-workflow.json error cycle: tasks wait for each other: x:one -> web:build -> x:one',
    ]);
    expect(result.hints).toEqual(['remove one of these edges from "dependsOn" or "after"']);
  });

  test('the shortest path is shown; among equally short ones, the first by names', () => {
    const build = (dependsOn: readonly string[]) => ({ command: 'x', outputs: [], dependsOn });
    const targets = {
      // "again" and "build" wait for each other, which is not the reported cycle.
      build: build(['web:zoom', 'web:yes', 'web:again']),
      again: build(['web:build']),
      yes: build(['a:one']),
      zoom: build(['a:one']),
    };
    const projects = { w: { name: 'web', targets } };
    expect(infer({ a: { one: { ...UP, dependsOn: ['web:build'] } } }, { projects }).said).toEqual([
      'a/nx-workflow.json error cycle: tasks wait for each other: a:one -> web:build -> web:yes -> a:one',
    ]);
  });

  test('no cycle if each project waits for another one', () => {
    const projects = { 'p/x': { name: 'x' }, 'p/y': { name: 'y' } };
    const files = {
      a: { one: { ...UP, project: 'p/x', dependsOn: ['y:two'] } },
      c: {
        two: { ...UP, outputs: ['{projectRoot}/t'], project: 'p/*' },
        three: { ...UP, project: 'p/y', dependsOn: ['x:two'] },
      },
    };
    good(files, { projects });
  });
});

describe('overlapping outputs', () => {
  const said = (one: readonly string[], two: readonly string[]): readonly string[] =>
    infer({ a: { one: { command: 'x', outputs: one }, two: { command: 'x', outputs: two } } }).said;

  test.each<[readonly string[], readonly string[], string]>([
    [['{projectRoot}/build/**/*.js'], ['{projectRoot}/build/two'], '"a/build/**/*.js" and "a/build/two"'],
    [['{projectRoot}/build/two'], ['{projectRoot}/build/**/*.js'], '"a/build/two" and "a/build/**/*.js"'],
    [['{projectRoot}/b*/x'], ['{projectRoot}/build/*'], '"a/b*/x" and "a/build/*"'],
    [['{projectRoot}/build/*'], ['{projectRoot}/build/x/y.js'], '"a/build/*" and "a/build/x/y.js"'],
    [['{projectRoot}/build/*.js'], ['{projectRoot}/build/a*.js'], '"a/build/*.js" and "a/build/a*.js"'],
    // The excluded files are not those of the other task.
    [
      ['{projectRoot}/build/**/*.js', '!{projectRoot}/build/other/**'],
      ['{projectRoot}/build/two'],
      '"a/build/**/*.js" and "a/build/two"',
    ],
    [
      ['{projectRoot}/build/**/*.js', '!{projectRoot}/build/two*.js'],
      ['{projectRoot}/build/two'],
      '"a/build/**/*.js" and "a/build/two"',
    ],
    [
      ['{projectRoot}/build/**/*.js', '!{projectRoot}/*/other/**'],
      ['{projectRoot}/build/two'],
      '"a/build/**/*.js" and "a/build/two"',
    ],
  ])('%j, %j', (one, two, both) => {
    expect(said(one, two).map((line) => line.replace(/^.*error/, ''))).toEqual([
      ` overlapping-outputs: "one" and "two" both own ${both}`,
    ]);
  });

  test.each<[readonly string[], readonly string[]]>([
    [['{projectRoot}/build/*.js'], ['{projectRoot}/build/*.css']],
    [['{projectRoot}/build/**/*.js'], ['{projectRoot}/build/app.css']],
    [['{projectRoot}/build/**/*.js', '!{projectRoot}/build/two/**'], ['{projectRoot}/build/two']],
    [['{projectRoot}/build', '!{projectRoot}/build/two'], ['{projectRoot}/build/two']],
    [['{projectRoot}/build/a'], ['{projectRoot}/build/b']],
    [['{projectRoot}/bu'], ['{projectRoot}/build/x']],
    [['{projectRoot}/build/{a,b}/*'], ['{projectRoot}/build/c']],
  ])('not %j, %j', (one, two) => {
    expect(said(one, two)).toEqual([]);
  });

  test('of two files', () => {
    const code = { executor: 'nx-workflow:codegen', options: { outputDir: 'generated' } };
    expect(infer({ a: { make: code }, c: { make: code } }).said).toEqual([
      'c/nx-workflow.json error overlapping-outputs: "make" of a/nx-workflow.json and "make" both own "generated"',
    ]);
  });

  test('in one configuration', () => {
    const one = {
      command: 'x',
      outputs: ['{options.to}'],
      options: { to: 'p' },
      configurations: { ci: { to: 'q/r' } },
    };
    expect(infer({ a: { one, two: { command: 'x', outputs: ['{workspaceRoot}/q'] } } }).said).toHaveLength(1);
  });
});

test('a folder that Nx reads as a glob', () => {
  const root = 'packages/(group)/tokens';
  expect(infer({ [root]: { make: UP, bundle: { command: 'x', dependsOn: ['make'] } } }).said).toEqual([
    `${root}/nx-workflow.json error glob-in-project-root: "make" is cached, but Nx reads the folder name "${root}" as a glob and would miss changes in it`,
  ]);
  good({ [root]: { make: { ...UP, cache: false } } });
  const code = { executor: 'nx-workflow:codegen', cache: false, options: { outputDir: 'out(1)' } };
  expect(infer({ a: { code } }).said.map((line) => line.replace(/^.*error/, ''))).toEqual([
    ' invalid-output: the output folder "out(1)" has characters in its name that Nx reads as a glob',
  ]);
});

test('umbrella targets do not run continuous tasks', () => {
  const files = { a: { up: { ...UP, phase: 'one' }, serve: { command: 'x', continuous: true, phase: 'one' } } };
  const result = good(files);
  for (const name of ['workflow', 'workflow-one']) {
    expect(result.target('a', name)).toMatchObject({ dependsOn: [{ target: 'up', projects: ['a'] }] });
    expect(result.target('a', name).metadata).toMatchObject({
      description: expect.stringMatching(/ of a, except the continuous serve$/) as string,
    });
  }
});

test('names that nx run expands as abbreviations', () => {
  const said = infer({ a: { b: UP, e: UP, l: UP, s: UP, t: UP, c: { ...UP, outputs: [] } } }).said;
  expect(said.map((line) => line.replace(/^.*error /, ''))).toEqual(
    [
      ['b', 'build'],
      ['e', 'e2e'],
      ['l', 'lint'],
      ['s', 'serve'],
      ['t', 'test'],
    ].map(([short, long]) => `invalid-name: a task cannot be named "${short}": "nx run" takes it for "${long}"`),
  );
});

test('further fields of an edge are passed on', () => {
  const edge = { task: 'serve', waitFor: 'ready', inputs: false, options: 'forward', params: 'ignore' };
  const files = { a: { serve: { command: 'x', continuous: true }, e2e: { command: 'x', dependsOn: [edge] } } };
  expect(good(files).target('a', 'e2e').dependsOn).toEqual([
    { target: 'serve', waitFor: 'ready', inputs: false, options: 'forward', params: 'ignore' },
  ]);
});
