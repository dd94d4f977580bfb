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

test('a line for each task when it is done on all of its projects, then the unfinished ones', () => {
  const nx = [
    '\n NX   Running target workflow for project k1 and 7 tasks it depends on:\n\n\n\n',
    '✔  nx run a:scan\n✔  nx run b:scan:production  [local cache]\n✔  nx run c:s',
    'can  [existing outputs match the cache, left as is]\n✔  nx run a:scan-more\n',
    '\n> nx run a:index\n\n> node index.mjs\n\nnx run b:index\n✔  nx run b:index  [remote cache]\n',
    '\x1b[32m✔\x1b[39m  nx run a:late\n',
  ];
  const tasks = [
    { name: 'scan', id: 1, projects: 3 },
    { name: 'index', id: 7, projects: 2 },
    { name: 'late', projects: 2 },
    { name: 'never', id: 22, projects: 1 },
  ];
  expect(progress(tasks, nx)).toBe(
    [
      '      task   projects  ran  cached    done after',
      '   1  scan          3    1       2         1.5 s',
      '   7  index         2    -       1        failed',
      '      late          2    1       -  not finished',
      '  22  never         1    -       -   not started',
      '',
    ].join('\n'),
  );
});

test('a run in one line, and the output of each failed task', () => {
  const tasks = [
    task('a:scan', 'ran', 200),
    task('b:scan', 'local-cache', 3),
    task('a:index', 'ran', 1400),
    task('b:index', 'failed', 90),
    { ...task('k1:workflow', 'skipped', 0), umbrella: true },
  ];
  const failed = [
    { task: 'b:index', output: ['a.yaml:3:1 error no', 'error gate a: 2'], log: '.nx/cache/terminalOutputs/12' },
    { task: 'c:index', output: [] },
  ];
  expect(summary({ ms: 2345, tasks }, { failed })).toBe(
    [
      '1 of 2 tasks done in 2.3 s: 2 targets ran, 1 came from the cache, 2 failed',
      '',
      '  b:index failed',
      '    a.yaml:3:1 error no',
      '    error gate a: 2',
      '  its whole output: .nx/cache/terminalOutputs/12',
      '  it alone: npx nx run b:index',
      '',
      '  c:index failed',
      '  it alone: npx nx run c:index',
    ].join('\n'),
  );
  const all = DECLARED.map(({ name }) => task(`a:${name}`, 'local-cache', 1));
  expect(summary({ ms: 80, tasks: all }, { colours: true })).toBe(
    '\x1b[32m2 of 2 tasks done in 80 ms\x1b[0m: 0 targets ran, 3 came from the cache',
  );
});

test('the output of a failed task is shown without additions of Nx; of long output, the beginning and the end', () => {
  const root = mkdtempSync(join(tmpdir(), 'failed-task-'));
  try {
    const log = (hash: string, text: string) => {
      mkdirSync(join(root, 'cache/terminalOutputs'), { recursive: true });
      writeFileSync(join(root, 'cache/terminalOutputs', hash), text);
    };
    const end = 'Warning: command "node a.mjs" exited with non-zero status code';
    log(
      '1',
      `> node a.mjs\r\n\r\na.yaml:3:1 error no\n  \x1b[31m^\x1b[39m\nerror gate a: threshold 0, actual 2\n${end}`,
    );
    log('2', `> node a.mjs\n\n${Array.from({ length: 16 }, (_, at) => `line ${at}\n`).join('')}${end}\n`);
    expect(failed(root, { task: 'a:b', hash: '1' })).toEqual({
      task: 'a:b',
      output: ['a.yaml:3:1 error no', '  ^', 'error gate a: threshold 0, actual 2'],
      log: 'cache/terminalOutputs/1',
    });
    const first = [0, 1, 2, 3, 4, 5, 6, 7].map((at) => `line ${at}`);
    expect(failed(root, { task: 'a:b', hash: '2' })).toMatchObject({
      output: [...first, '… 2 more lines …', ...[10, 11, 12, 13, 14, 15].map((at) => `line ${at}`)],
    });
    expect(failed(root, { task: 'a:b', hash: '3' })).toEqual({ task: 'a:b', output: [] });
    expect(failed(root, { task: 'a:b' })).toEqual({ task: 'a:b', output: [] });
  } finally {
    rmSync(root, { recursive: true });
  }
});

function progress(tasks: readonly object[], parts: readonly string[]): string {
  const code = `(() => {
    let text = '';
    const run = new RunProgress(${JSON.stringify(tasks)}, { write: (line) => (text += line + '\\n'), elapsed: () => 1500 });
    run.header();
    for (const part of ${JSON.stringify(parts)}) run.take(part);
    run.unfinished();
    return text;
  })()`;
  return inModule('run-progress.mjs', code, 'RunProgress');
}

function failed(root: string, record: object): unknown {
  const input = JSON.stringify([root, record, 'cache']);
  return JSON.parse(inModule('failed-task.mjs', `JSON.stringify(failedTask(...${input}))`, 'failedTask'));
}

function summary(record: object, options: object): string {
  const input = JSON.stringify([record, { declared: DECLARED, ...options }]);
  return inModule('run-summary.mjs', `summary(...${input})`, 'summary');
}

/** ES modules, which need a process of their own. */
function inModule(file: string, expression: string, name: string): string {
  const url = JSON.stringify(pathToFileURL(join(__dirname, file)).href);
  const code = `import { ${name} } from ${url}; process.stdout.write(${expression});`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
}
