import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expectClean } from '../testing/delta-run';
import { small } from '../testing/small';
import { endDriver, type Workspace } from '../testing/workspace';

afterAll(endDriver);

let workspace: Workspace;
afterEach(() => workspace.dispose());

/** A process without loaded modules. */
const ALONE = { newProcess: true };
/** Waits until a stat detects the next change, so that a run uses a partial graph. */
const settle = (): Promise<void> => wait(100);

test('a command that reads compiled TypeScript runs again after it changes', async () => {
  workspace = small(
    {
      'templates/one.hbs': 'export const title: string = "{{title}}";\n',
      'templates/list.hbs': 'list\n',
      'specs/b.json': '{ "title": "B" }\n',
      'tools/cat.cjs': `const fs = require('fs');
const [input, output, depfile] = process.argv.slice(2);
fs.writeFileSync(output, fs.readFileSync('generated/a.js', 'utf8'));
fs.writeFileSync(depfile, output + ': ' + input + ' generated/a.js\\n');
`,
    },
    {
      emit: [
        { template: 'one', to: '{{@name}}.ts' },
        { template: 'list', to: '{{@name}}.list' },
      ],
      compile: [
        { compiler: 'typescript' },
        {
          compiler: 'command',
          command: ['node', 'tools/cat.cjs', '{input}', '{output}', '{depfile}'],
          depfile: true,
          extension: '.out',
          include: ['b.list'],
        },
      ],
    },
  );
  await settle();
  await workspace.succeed();
  await settle();
  workspace.edit('specs/a.json', '"A"', '"AA"');
  expect((await workspace.succeed()).counts).toBe('2/2/0 1/2/0');
  expect(workspace.read('generated/b.out')).toContain('"AA"');
  await expectClean(workspace);
});

test('a failed import works in a long-lived process once its file exists', async () => {
  workspace = small(
    {
      'templates/one.hbs': '{{level}}\n',
      'code/h.cjs': `let x = 'none';\ntry { x = require('./x.cjs').x; } catch {}\nexports.level = () => x;\n`,
    },
    { helpers: 'code/h.cjs' },
  );
  await settle();
  await workspace.succeed();
  workspace.write({ 'code/x.cjs': "exports.x = 'new';\n" });
  await settle();
  await workspace.succeed();
  expect(workspace.read('generated/a.txt')).toBe('new\n');
});

test('a file that modules read may be replaced by a folder', async () => {
  workspace = small(
    {
      'data/x': 'one',
      'code/p.cjs': `const fs = require('fs');
module.exports = (spec) => {
  try { fs.readFileSync(__dirname + '/../data/x'); } catch {}
  return spec;
};
`,
    },
    { prepare: 'code/p.cjs' },
  );
  await settle();
  await workspace.succeed({}, ALONE);
  workspace.remove('data/x');
  mkdirSync(join(workspace.root, 'data/x'));
  for (let run = 0; run < 3; run++) expect((await workspace.run({}, ALONE)).success).toBe(true);
});
