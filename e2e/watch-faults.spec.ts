import { linkSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Watching } from './support/watching';
import { createWorkspace, type Workspace } from './support/workspace';

/** Ends its thread, throws an uncaught error, or never ends, when a file beside the workspace tells it to. */
const PREPARE = `const { existsSync } = require('fs');
module.exports = async (spec) => {
  if (existsSync(__dirname + '/../../exit')) process.exit(3);
  if (existsSync(__dirname + '/../../throw')) {
    setImmediate(() => { throw new Error('thrown late'); });
    await new Promise(() => undefined);
  }
  return spec;
};
`;

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        options: {
          patterns: ['{projectRoot}/specs/**/*.json'],
          templates: ['{projectRoot}/templates/*.hbs'],
          prepare: '{projectRoot}/prepare.js',
          emit: [{ template: 'one', to: '{{@name}}.ts' }],
          outputDir: '{projectRoot}/generated',
          compile: [{ compiler: 'typescript' }],
        },
      },
    },
  },
  'app/specs/a.json': '{ "title": "A" }\n',
  'app/specs/b.json': '{ "title": "B" }\n',
  'app/templates/one.hbs': 'export const title: string = "{{title}}";\n',
  'app/prepare.js': PREPARE,
  '.gitignore': 'node_modules\n.nx\ngenerated\n',
};

describe('watch', () => {
  let workspace: Workspace;
  let watching: Watching;
  const edit = (title: string): void => workspace.write('app/specs/a.json', `{ "title": "${title}" }\n`);
  const names = (): string[] => workspace.list('app/generated').sort();
  const isUpToDate = async (): Promise<void> => {
    expect((await workspace.cli(['check', 'app:generate'])).stdout).toBe('app:generate: up to date\n');
  };
  /** Waits until a round has the lock of the output folder. */
  const isAtWork = (): boolean =>
    names().some((name) => name.startsWith('.codegen-') && name !== '.codegen-manifest.json');
  /** No temporary files of a run are left; the lock may be removed a moment later. */
  const nothingHeld = (): void => {
    expect(names().filter((name) => name.startsWith('.codegen-') && name !== '.codegen-manifest.json')).toEqual([]);
  };

  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
    watching = new Watching(workspace.startCli(['watch', 'app:generate']));
    await watching.says('watch: fresh=0 rendered=2');
  });
  afterAll(async () => {
    await watching.stop('SIGKILL');
    workspace.dispose();
  });

  it.each([
    ['exit', 'watch: the run ended with an error', 'the thread of the run ended with code 3\n'],
    ['throw', 'watch: failed, 1 error', 'app/prepare.js:5:32 error late-error: an unhandled error: thrown late\n'],
  ])('gives the output folder back when user code ends the run (%s), and goes on', async (file, line, says) => {
    workspace.write(`../${file}`, '');
    edit(file);
    expect(await watching.says(line)).toContain(says);
    workspace.remove(`../${file}`);
    const { code, output } = await workspace.nx(['run', 'app:generate', '--skip-nx-cache']);
    expect([code, output.includes('waiting for another run')]).toEqual([0, false]);
    expect(workspace.read('app/generated/a.ts')).toContain(`"${file}"`);
    edit(`after ${file}`);
    expect(await watching.says('watch: ')).toBe('watch: fresh=1 rendered=1 compiled=1 pruned=0 (_ ms)\n');
    nothingHeld();
  });

  it('recovers from code that does not compile', async () => {
    edit('\\"; export const = \\"');
    expect(await watching.says('watch: failed, 1 error')).toContain('error compile');
    nothingHeld();
    edit('A');
    expect(await watching.says('watch: ')).toBe('watch: fresh=1 rendered=1 compiled=1 pruned=0 (_ ms)\n');
  });

  it('restores deleted outputs with the next change', async () => {
    workspace.remove('app/generated');
    edit('after deletion');
    await watching.says('watch: fresh=0 rendered=2 compiled=2');
    await isUpToDate();
    workspace.remove('app/generated/b.js');
    edit('A');
    await watching.says('watch: fresh=1 rendered=1 compiled=2');
    await isUpToDate();
  });

  it('finds changes without events after a round', async () => {
    // A write through another folder causes no event in the watched one.
    linkSync(join(workspace.root, 'app/specs/b.json'), join(workspace.root, 'other-name.json'));
    writeFileSync(join(workspace.root, 'other-name.json'), '{ "title": "quiet" }\n');
    edit('told');
    expect(await watching.says('watch: ')).toBe('watch: fresh=1 rendered=1 compiled=1 pruned=0 (_ ms)\n');
    expect(await watching.says('watch: ')).toBe('watch: fresh=1 rendered=1 compiled=1 pruned=0 (_ ms)\n');
    expect(workspace.read('app/generated/b.ts')).toContain('"quiet"');
    workspace.remove('other-name.json');
    workspace.write('app/specs/b.json', '{ "title": "B" }\n');
    await watching.says('watch: fresh=1 rendered=1');
  });

  it('notices edits during the check after a round', async () => {
    for (let count = 0; count < 10; count++) {
      edit(`edit ${count}`);
      expect(await watching.says('watch: ')).toBe('watch: fresh=1 rendered=1 compiled=1 pruned=0 (_ ms)\n');
    }
    await isUpToDate();
  });

  it('notices that the templates were renamed, and renamed back', async () => {
    const [here, there] = [join(workspace.root, 'app/templates'), join(workspace.root, 'app/away')];
    renameSync(here, there);
    expect(await watching.says('watch: failed')).toContain('error');
    nothingHeld();
    renameSync(there, here);
    expect(await watching.says('watch: ')).toBe('watch: fresh=2 rendered=0 compiled=0 pruned=0 (_ ms)\n');
    await isUpToDate();
  });

  it('follows git to another branch, with hundreds of created, deleted, changed and renamed files, and back', async () => {
    const before = names();
    await workspace.git(['checkout', '-q', '-b', 'many']);
    for (let index = 0; index < 200; index++)
      workspace.write(`app/specs/more/m${index}.json`, `{ "title": "${index}" }\n`);
    await workspace.git(['mv', 'app/specs/b.json', 'app/specs/more/c.json']);
    workspace.write('app/templates/one.hbs', 'export const name: string = "{{title}}";\n');
    await workspace.git(['add', '-A']);
    await workspace.git(['commit', '-q', '-m', 'two']);
    await watching.settles(isAtWork);
    await isUpToDate();
    expect(names()).toHaveLength(1 + 4 * 202);
    await workspace.git(['checkout', '-q', 'main']);
    await watching.settles(isAtWork);
    await isUpToDate();
    expect(names()).toEqual(before);
    await workspace.git(['checkout', '-q', 'many']);
    await watching.settles(isAtWork);
    await isUpToDate();
    expect(workspace.read('app/generated/c.ts')).toBe('export const name: string = "B";\n');
    await workspace.git(['checkout', '-q', 'main']);
    await watching.settles(isAtWork);
    edit('after branches');
    expect(await watching.says('watch: ')).toBe('watch: fresh=1 rendered=1 compiled=1 pruned=0 (_ ms)\n');
  });

  it('works beside runs of Nx and of other commands, and all give the right bytes', async () => {
    for (const title of ['one', 'two']) {
      edit(title);
      const runs = await Promise.all([
        workspace.nx(['run', 'app:generate', '--skip-nx-cache']),
        workspace.nx(['run', 'app:generate', '--skip-nx-cache']),
        workspace.cli(['plan', 'app:generate']),
      ]);
      expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
      await watching.settles(isAtWork);
      expect(workspace.read('app/generated/a.ts')).toBe(`export const title: string = "${title}";\n`);
    }
    nothingHeld();
    await isUpToDate();
    edit('three');
    expect(await watching.says('watch: ')).toBe('watch: fresh=1 rendered=1 compiled=1 pruned=0 (_ ms)\n');
  });

  it('ends silently if its reader is gone', async () => {
    const shell = workspace.startShell('node_modules/.bin/nx-workflow watch app:generate | head -n 1');
    let said = '';
    for (const stream of [shell.stdout, shell.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    let code: number | null | undefined;
    shell.on('close', (end) => (code = end));
    for (let round = 0; code === undefined; round++) {
      edit(`round ${round}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect([code, said.replace(/=\d+|\d+\.\d/g, '')]).toEqual([0, 'watch: fresh rendered compiled pruned ( ms)\n']);
  });
});
