import { FILES, library, patterns } from '../testing/library';
import { diagnosticsOf } from '../testing/small';
import { endDriver, MANIFEST, type Workspace } from '../testing/workspace';

afterAll(endDriver);

let workspace: Workspace;

afterEach(() => workspace.dispose());

/** Breaks three of twenty patterns in different ways. */
function breakThree(): void {
  workspace.edit('patterns/pattern04.json', '"nodes"', '"nods"');
  workspace.edit('patterns/pattern11.yaml', 'title: Pattern 11', 'title: [');
  workspace.edit('patterns/pattern17.yaml', 'type: add', 'type: wave');
}

function mendThree(): void {
  const { [`patterns/pattern04.json`]: a, 'patterns/pattern11.yaml': b, 'patterns/pattern17.yaml': c } = patterns(20);
  workspace.write({
    'patterns/pattern04.json': a ?? '',
    'patterns/pattern11.yaml': b ?? '',
    'patterns/pattern17.yaml': c ?? '',
  });
}

const FIRST = [
  'patterns/pattern04.json:1:1 error spec-schema: the spec lacks "nodes"',
  '  1 | {',
  '    | ^',
  '  hint: the rule is pattern.schema.json#/required',
  'patterns/pattern04.json:3:3 error spec-schema: the spec has an unknown property "nods"',
  '  3 |   "nods": [',
  '    |   ^^^^^^',
  '  hint: did you mean "nodes"?',
];

const REST = [
  'patterns/pattern11.yaml:3:1 error spec-syntax: YAML syntax: Flow sequence in block collection must be sufficiently indented and end with a ]',
  '  3 | nodes:',
  '    | ^',
  'patterns/pattern17.yaml:4:11 error spec-schema: "nodes.0.type" is "wave"',
  '  4 |   - type: wave',
  '    |           ^^^^',
  '  hint: allowed: "add", "time"',
];

describe('onError: stop', () => {
  it.each([1, 2, 8])('reports the first failure with %d workers, and writes nothing', async (workers) => {
    workspace = library(20);
    breakThree();
    for (let round = 0; round < 3; round++) {
      const run = await workspace.run({ workers });
      expect(run.success).toBe(false);
      expect(diagnosticsOf(run.output).split('\n')).toEqual(FIRST);
      // Counts would distract from the error.
      expect(run.output).not.toMatch(/^\[(?:OPT|PERF)/m);
      expect(workspace.outputs()).toBeUndefined();
    }
  });

  it.each([1, 2, 8])('reports the first of many failures, with %d workers', async (workers) => {
    workspace = library(12);
    workspace.write({
      'code/prepare.js': `const pause = new Int32Array(new SharedArrayBuffer(4));
module.exports = (spec, { name }) => {
  Atomics.wait(pause, 0, 0, 40);
  if (name >= 'pattern04') throw new Error(name + ' is wrong');
  return { ...spec, name, nodes: [] };
};
`,
    });
    const run = await workspace.run({ workers }, { newProcess: true });
    expect(diagnosticsOf(run.output).split('\n')).toEqual([
      'patterns/pattern04.json error prepare: pattern04 is wrong',
      '  hint: thrown at code/prepare.js:4',
    ]);
  });

  it('leaves earlier outputs unchanged', async () => {
    workspace = library(20);
    await workspace.succeed();
    const before = workspace.outputs();
    breakThree();
    workspace.edit('patterns/pattern00.json', 'Pattern 0', 'Pattern zero');
    expect((await workspace.run({ workers: 2 })).success).toBe(false);
    expect(workspace.outputs()).toEqual(before);
    mendThree();
    expect((await workspace.succeed()).counts).toBe('40/2/0 20/1/0');
  });

  it('also reports the first pattern of a library', async () => {
    workspace = library(20);
    breakThree();
    const run = await workspace.run({ emit: [{ template: 'count', to: 'count.txt', each: 'library' }] });
    expect(diagnosticsOf(run.output).split('\n')).toEqual(FIRST);
  });
});

describe('onError: continue', () => {
  it.each([1, 2, 8])('reports all failures with %d workers, and keeps what succeeded', async (workers) => {
    workspace = library(20);
    breakThree();
    const run = await workspace.run({ workers, onError: 'continue' });
    expect(run.success).toBe(false);
    expect(diagnosticsOf(run.output).split('\n')).toEqual([...FIRST, ...REST]);
    // Seventeen patterns of two files each; library files need all patterns.
    expect(run.counts).toBe('0/34/0 0/17/0');
    expect(Object.keys(workspace.manifest().files)).toHaveLength(34);
    expect(Object.keys(workspace.outputs() ?? {})).toHaveLength(1 + 17 * 5);
    mendThree();
    const next = await workspace.succeed({ workers });
    expect(next.counts).toBe('34/8/0 17/4/0');
    await expectClean();
  });

  it('keeps the last good files of failures, and renders them once they are fixed', async () => {
    workspace = library(20);
    await workspace.succeed();
    const before = workspace.outputs();
    breakThree();
    workspace.edit('patterns/pattern00.json', 'Pattern 0', 'Pattern zero');
    expect((await workspace.run({ onError: 'continue' })).success).toBe(false);
    const after = workspace.outputs() ?? {};
    const changed = Object.keys(after).filter((name) => after[name] !== before?.[name]);
    expect(changed).toEqual([MANIFEST, 'docs/pattern00.md', 'pattern00.js', 'pattern00.ts']);
    expect(Object.keys(after)).toEqual(Object.keys(before ?? {}));
    // Still broken: only the failures are tried again.
    const again = await workspace.run({ onError: 'continue' });
    expect([again.success, again.report?.generation.rendered]).toEqual([false, 0]);
    workspace.edit('patterns/pattern17.yaml', 'type: wave', 'type: time');
    expect((await workspace.run({ onError: 'continue' })).report?.generation.rendered).toBe(2);
    mendThree();
    await workspace.succeed({ onError: 'continue' });
    await expectClean();
  });

  it('keeps no files of a removed pattern', async () => {
    workspace = library(20);
    await workspace.succeed();
    breakThree();
    workspace.remove('patterns/pattern05.yaml');
    await workspace.run({ onError: 'continue' });
    const names = Object.keys(workspace.outputs() ?? {});
    expect(names.filter((name) => name.includes('pattern05'))).toEqual([]);
    expect(names.filter((name) => name.includes('pattern04'))).toHaveLength(5);
  });

  it('writes neither a source that does not compile nor its outputs', async () => {
    workspace = library(4);
    workspace.write({
      'templates/pattern.hbs': `${FILES['templates/pattern.hbs'] ?? ''}{{#if (eq @name "pattern02")}}export const x = [y];{{/if}}\n`,
    });
    const run = await workspace.run({ onError: 'continue' });
    expect(run.output).toContain('generated/pattern02.ts:5:18 error compile: TS9017');
    const names = Object.keys(workspace.outputs() ?? {});
    expect(names.filter((name) => name.includes('pattern02'))).toEqual(['docs/pattern02.md']);
    expect(names.filter((name) => name.includes('pattern01'))).toHaveLength(5);
  });

  it('keeps everything if a template is invalid', async () => {
    workspace = library(4);
    await workspace.succeed();
    const before = workspace.outputs() ?? {};
    workspace.edit('templates/sheet.hbs', '{{shout title}}', '{{shout title');
    const run = await workspace.run({ onError: 'continue' });
    expect(run.output).toContain('templates/sheet.hbs:3:1 error template-syntax');
    const { [MANIFEST]: _old, ...files } = before;
    expect(workspace.outputs()).toMatchObject(files);
    workspace.edit('templates/sheet.hbs', '{{shout title', '{{shout title}}');
    expect((await workspace.succeed()).counts).toBe('10/0/0 5/0/0');
    expect(workspace.outputs()).toEqual(before);
  });
});

async function expectClean(): Promise<void> {
  const incremental = workspace.outputs();
  workspace.remove('generated');
  await workspace.succeed();
  expect(incremental).toEqual(workspace.outputs());
}
