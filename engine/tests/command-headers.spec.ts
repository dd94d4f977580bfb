import { compareRun } from '../compare-run';
import { explainRun } from '../graph/explain';
import { loadGraph } from '../graph/run-graph';
import type { CodegenOptions } from '../options';
import { expectClean, settingsOf } from '../testing/delta-run';
import { small } from '../testing/small';
import { endDriver, type Workspace } from '../testing/workspace';

afterAll(endDriver);

let workspace: Workspace;
afterEach(() => workspace.dispose());

describe('a generated header that goes', () => {
  const options: Partial<CodegenOptions> = {
    emit: [
      { template: 'header', to: '{{@name}}.h' },
      { template: 'list', to: '{{@name}}.list' },
    ],
    compile: [
      {
        compiler: 'command',
        command: ['node', 'tools/cat.cjs', '{input}', '{output}', '{depfile}'],
        depfile: true,
        extension: '.out',
        include: ['*.list'],
      },
    ],
  };
  const files = {
    'templates/header.hbs': '#define {{title}}\n',
    'templates/list.hbs': 'list {{@name}}\n',
    'specs/b.json': '{ "title": "B" }\n',
    // Takes a header in where it is there.
    'tools/cat.cjs': `const fs = require('fs');
const [input, output, depfile] = process.argv.slice(2);
const reads = fs.existsSync('generated/a.h') ? ['generated/a.h'] : [];
fs.writeFileSync(output, fs.readFileSync(input, 'utf8') + reads.map((path) => fs.readFileSync(path, 'utf8')).join(''));
fs.writeFileSync(depfile, output + ': ' + [input, ...reads].join(' ') + '\\n');
`,
  };

  beforeEach(async () => {
    workspace = small(files, options);
    await workspace.succeed();
    await workspace.succeed();
    expect(workspace.read('generated/b.out')).toBe('list b\n#define A\n');
    workspace.remove('specs/a.json');
  });

  test('is gone before the files that read it are compiled', async () => {
    expect((await workspace.succeed()).counts).toBe('2/0/2 0/1/1');
    expect(workspace.read('generated/b.out')).toBe('list b\n');
    expect((await workspace.succeed()).counts).toBe('2/0/0 1/0/0');
    await expectClean(workspace);
  });

  test('in a run that looks at everything', async () => {
    workspace.remove('generated/b.h');
    expect((await workspace.succeed()).counts).toBe('1/1/2 0/1/1');
    expect((await workspace.succeed()).counts).toBe('2/0/0 1/0/0');
    await expectClean(workspace);
  });

  test('is a reason to compile them, and a difference', async () => {
    const graph = loadGraph(settingsOf(workspace));
    if (Array.isArray(graph)) throw new Error(JSON.stringify(graph));
    expect(explainRun(graph).find(({ path }) => path === 'b.out')).toMatchObject({
      action: 'compile',
      reasons: ['generated/a.h goes'],
    });
    expect(await compareRun(graph)).toContainEqual({ path: 'b.out', why: 'generated/a.h goes' });
  });

  test('where a compiler fails, and the next run succeeds', async () => {
    const script = workspace.read('tools/cat.cjs');
    workspace.write({ 'tools/cat.cjs': 'process.exit(1);\n' });
    const failed = await workspace.run();
    expect(failed.success).toBe(false);
    expect(Object.keys(workspace.outputs() ?? {})).toEqual(['.codegen-manifest.json', 'b.h', 'b.list']);
    workspace.write({ 'tools/cat.cjs': script });
    expect((await workspace.succeed()).counts).toBe('2/0/0 0/1/0');
    await expectClean(workspace);
  });
});
