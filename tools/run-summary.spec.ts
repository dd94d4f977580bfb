import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const DECLARED = [{ name: 'objects' }, { name: 'index', id: 7 }, { name: 'scan', id: 1 }];

const task = (name: string, status: string, ms: number) => {
  const [project, target] = name.split(':');
  return { task: name, project, target, status, ms, dependsOn: [] };
};

test('one row for each task of the file, in the order of ids, with what Nx never came to', () => {
  const tasks = [
    task('a:scan', 'ran', 200),
    task('b:scan', 'local-cache', 3),
    task('c:scan', 'remote-cache', 4),
    task('a:index', 'ran', 1400),
    task('b:index', 'failed', 90),
    { ...task('a:index-typecheck', 'ran', 70), workflow: 'k1' },
    { ...task('k1:workflow', 'skipped', 0), workflow: 'k1', umbrella: true },
    task('other:build', 'ran', 10),
  ];
  const failed = [
    { task: 'b:index', reasons: ['gate specs: threshold 0, actual 1'], log: '.nx/cache/terminalOutputs/12' },
    { task: 'c:index', reasons: [] },
  ];
  expect(summary({ ms: 2345, tasks }, { failed })).toBe(
    [
      '1 of 2 tasks and 1 of 2 other targets done in 2.3 s: 3 ran, 2 from the cache, 1 failed (a task counts once for each project)',
      '',
      '     task             projects  ran  cached  failed         time',
      '  1  scan                    3    1       2       -       207 ms',
      '  7  index                   2    1       -       1        1.5 s',
      '     objects                 -    -       -       -  not started',
      '     index-typecheck         1    1       -       -        70 ms',
      '',
      '  b:index failed',
      '    gate specs: threshold 0, actual 1',
      '    its output: .nx/cache/terminalOutputs/12',
      '    alone: npx nx run b:index',
      '',
      '  c:index failed',
      '    alone: npx nx run c:index',
    ].join('\n'),
  );
});

test('a failed task names its gates, else its last line, and the log that Nx keeps', () => {
  const root = mkdtempSync(join(tmpdir(), 'failed-task-'));
  try {
    const log = (hash: string, text: string) => {
      mkdirSync(join(root, 'cache/terminalOutputs'), { recursive: true });
      writeFileSync(join(root, 'cache/terminalOutputs', hash), text);
    };
    const end = 'Warning: command "node a.mjs" exited with non-zero status code';
    log('1', `> node a.mjs\n\na.yaml:3:1 error no\nerror gate a: threshold 0, actual 2\nerror gate b: all\n${end}`);
    log('2', `> node a.mjs\n\nSyntaxError: no\n${end}\n`);
    expect(failed(root, { task: 'a:b', hash: '1' })).toEqual({
      task: 'a:b',
      reasons: ['gate a: threshold 0, actual 2', 'gate b: all'],
      log: 'cache/terminalOutputs/1',
    });
    expect(failed(root, { task: 'a:b', hash: '2' })).toMatchObject({ reasons: ['SyntaxError: no'] });
    expect(failed(root, { task: 'a:b', hash: '3' })).toEqual({ task: 'a:b', reasons: [] });
    expect(failed(root, { task: 'a:b' })).toEqual({ task: 'a:b', reasons: [] });
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('a run that went well says so in one line and a table', () => {
  const tasks = DECLARED.map(({ name }) => task(`a:${name}`, 'local-cache', 1));
  const text = summary({ ms: 80, tasks }, {});
  expect(text).toContain('2 of 2 tasks and 1 of 1 other targets done in 80 ms: 0 ran, 3 from the cache (');
  expect(text).not.toContain('\x1b');
  expect(summary({ ms: 80, tasks }, { colours: true })).toMatch(
    /^\x1b\[32m2 of 2 tasks and 1 of 1 other targets done in 80 ms\x1b\[0m: /,
  );
});

function failed(root: string, record: object): unknown {
  const input = JSON.stringify([root, record, 'cache']);
  return JSON.parse(inModule('failed-task.mjs', `JSON.stringify(failedTask(...${input}))`, 'failedTask'));
}

function summary(record: object, options: object): string {
  const input = JSON.stringify([record, { declared: DECLARED, ...options }]);
  return inModule('run-summary.mjs', `summary(...${input})`, 'summary');
}

/** Modules that Node loads itself, so in a process of their own. */
function inModule(file: string, expression: string, name: string): string {
  const url = JSON.stringify(pathToFileURL(join(__dirname, file)).href);
  const code = `import { ${name} } from ${url}; process.stdout.write(${expression});`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
}
