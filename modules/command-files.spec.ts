import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { commandCode, type CommandCode } from './command-files';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-')));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(...files: readonly (readonly [path: string, text?: string])[]): void {
  for (const [path, text = ''] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function codeOf(command: readonly string[], outputDir?: string, program = ''): CommandCode {
  return commandCode(root, command, outputDir, program);
}

/** The programs of packages, relative to the workspace. */
function programs(command: readonly string[], program?: string): string[] {
  return codeOf(command, undefined, program).packages.map(({ name }) => relative(root, name));
}

describe('the files that a command names', () => {
  it('are its arguments and the values of its options, each once', () => {
    write(['a.sh'], ['b/c.txt'], ['-d'], ['=e']);
    expect(codeOf(['sh', 'a.sh', '--in=b/c.txt', '-f=a.sh', './b//c.txt', 'b\\c.txt', '-d', 'x=e']).files).toEqual([
      'a.sh',
      'b/c.txt',
    ]);
    expect(codeOf(['sh', '--a=b=a.sh', '--a=']).files).toEqual(['a.sh']);
  });

  it('include no folders, no files outside the workspace, no packages and no outputs', () => {
    write(['folder/a.txt'], ['inner/a.txt'], ['..b'], ['node_modules/p/a.txt'], ['out/a.txt'], ['output.txt']);
    const inner = join(root, 'inner');
    expect(commandCode(inner, ['cat', '../folder/a.txt', join(inner, 'a.txt'), 'a.txt'], undefined, '').files).toEqual([
      'a.txt',
    ]);
    expect(codeOf(['cat', 'folder', '..b', 'node_modules/p/a.txt', 'gone.txt']).files).toEqual(['..b']);
    expect(codeOf(['cat', 'out/a.txt', 'output.txt'], 'out').files).toEqual(['output.txt']);
    expect(codeOf(['cat', 'out/a.txt']).files).toEqual(['out/a.txt']);
  });

  it('include no absolute path, even if its names lead to a file in the workspace', () => {
    write(['etc/a.txt']);
    expect(codeOf(['cat', '/etc/a.txt']).files).toEqual([]);
  });

  it('include neither an unknown program nor the folder of the workspace', () => {
    write(['a.txt']);
    expect(codeOf(['cat', '', '-', 'a.txt'])).toMatchObject({ files: ['a.txt'], packages: [] });
    expect(codeOf([])).toMatchObject({ files: [], packages: [] });
  });

  it('include no placeholders', () => {
    write(['{input}'], ['a{output}'], ['{depfile}'], ['{other}']);
    expect(codeOf(['cat', '{input}', 'a{output}', '--deps={depfile}', '{other}']).files).toEqual(['{other}']);
  });

  it('include imports of scripts', () => {
    write(['a.mjs', "import './b.mjs'; import 'left'"], ['b.mjs'], ['c.txt', "import './d.mjs'"], ['d.mjs'], ['e.tsx']);
    const { files, packages, imported, lookups } = codeOf(['node', 'c.txt', 'a.mjs', 'e.tsx']);
    expect(files).toEqual(['c.txt', 'a.mjs', 'e.tsx', 'b.mjs']);
    expect(packages).toEqual([{ name: 'left', from: '.', imports: [{ specifier: 'left', kind: 'import' }] }]);
    expect(imported?.files).toEqual(['a.mjs', 'b.mjs']);
    expect(lookups.has(join(root, 'c.txt'))).toBe(true);
    expect(codeOf(['cat', 'c.txt']).imported).toBeUndefined();
  });

  it('do not include a path through a file', () => {
    write(['a.txt']);
    expect(codeOf(['npx', 'a.txt/node_modules/b', 'a.txt/b']).files).toEqual([]);
  });
});

describe('the programs of packages', () => {
  beforeEach(() => {
    write(['node_modules/tool/bin.js'], ['node_modules/.bin/.keep'], ['node_modules/tool/other.js']);
    symlinkSync('../tool/bin.js', join(root, 'node_modules/.bin/tool'));
  });

  it.each(['npx', 'pnpx', 'pnpm', 'yarn', 'bun', 'bunx', 'npx.cmd', '/usr/bin/npx'])(
    'are those that %s runs',
    (runner) => {
      expect(programs([runner, 'exec', 'tool'])).toEqual(['node_modules/tool/bin.js']);
    },
  );

  it.each(['node', 'npxx', 'my-npx', 'bunxx', 'npx.cmdx'])('are not looked up by name for %s', (runner) => {
    expect(programs([runner, 'tool'])).toEqual([]);
  });

  it('are found by their paths too, each once', () => {
    const all = ['node', 'node_modules/tool/other.js', 'node_modules/.bin/tool', 'node_modules\\none', 'tool/bin.js'];
    expect(programs(all)).toEqual(['node_modules/tool/other.js', 'node_modules/tool/bin.js']);
    expect(programs(['npx', 'tool', 'node_modules/tool/bin.js'])).toEqual(['node_modules/tool/bin.js']);
    // A name with a slash is not a program name.
    write(['node_modules/.bin/sub/inner.js']);
    expect(programs(['npx', 'sub/inner.js'])).toEqual([]);
    expect(codeOf(['npx', 'tool']).packages).toEqual([
      {
        name: join(root, 'node_modules/tool/bin.js'),
        from: '.',
        imports: [{ specifier: join(root, 'node_modules/tool/bin.js'), kind: 'require' }],
      },
    ]);
  });

  it('include the command itself, in a package or linked from the workspace', () => {
    expect(programs(['tool'], join(root, 'node_modules/.bin/tool'))).toEqual(['node_modules/tool/bin.js']);
    write(['packages/own/run.js'], ['own.js']);
    symlinkSync('../../packages/own/run.js', join(root, 'node_modules/.bin/own'));
    expect(programs(['own'], join(root, 'node_modules/.bin/own'))).toEqual(['packages/own/run.js']);
    // An argument is already among the files.
    expect(programs(['own.js', 'own.js'], join(root, 'own.js'))).toEqual([]);
    expect(programs(['node', 'own.js'], process.execPath)).toEqual([]);
  });

  it.each([
    ['pnpm on a shell', 'exec node  "$basedir/../tool/bin.js" "$@"'],
    ['cmd', '"%_prog%"  "%dp0%\\..\\tool\\bin.js" %*'],
    ['an older cmd', '"%~dp0\\..\\tool\\bin.js" %*'],
  ])('lie behind what %s has in their place', (_, text) => {
    write(['node_modules/.bin/shim', `#!/bin/sh\n${text}\n"$basedir/../tool/none.js"\n`]);
    const all = ['node_modules/.bin/shim', 'node_modules/tool/bin.js'];
    expect(programs(['npx', 'shim'])).toEqual(all);
  });

  it('are read only from small scripts in `.bin`', () => {
    const text = 'exec "$basedir/../tool/bin.js"';
    const filled = (size: number): string => text + ' '.repeat(size - text.length);
    write(
      ['node_modules/.bin/big', filled(8193)],
      ['node_modules/.bin/fits', filled(8192)],
      ['node_modules/tool/sh', text],
    );
    expect(programs(['npx', 'big'])).toEqual(['node_modules/.bin/big']);
    expect(programs(['npx', 'fits'])).toEqual(['node_modules/.bin/fits', 'node_modules/tool/bin.js']);
    expect(programs(['sh', 'node_modules/tool/sh'])).toEqual(['node_modules/tool/sh']);
    write(['node_modules/tool/.bin/inner.js', text]);
    symlinkSync('../tool/.bin/inner.js', join(root, 'node_modules/.bin/inner'));
    expect(programs(['npx', 'inner'])).toEqual(['node_modules/tool/.bin/inner.js']);
  });
});
