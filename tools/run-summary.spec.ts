import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const MODULE = pathToFileURL(join(__dirname, 'run-summary.mjs')).href;
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
    task('k1:workflow', 'skipped', 0),
  ];
  expect(summary({ ms: 2345, tasks }, {})).toBe(
    [
      '1 of 3 tasks done in 2.3 s: 2 ran, 2 from the cache, 1 failed (a task counts once for each project)',
      '',
      '     task     projects  ran  cached  failed         time',
      '  1  scan            3    1       2       -       207 ms',
      '  7  index           2    1       -       1        1.5 s',
      '     objects         -    -       -       -  not started',
      '',
      '  b:index failed: its output is above, and npx nx run b:index runs it alone',
    ].join('\n'),
  );
});

test('a run that went well says so in one line and a table', () => {
  const tasks = DECLARED.map(({ name }) => task(`a:${name}`, 'local-cache', 1));
  const text = summary({ ms: 80, tasks }, {});
  expect(text).toContain('3 of 3 tasks done in 80 ms: 0 ran, 3 from the cache (');
  expect(text).not.toContain('\x1b');
  expect(summary({ ms: 80, tasks }, { colours: true })).toMatch(/^\x1b\[32m3 of 3 tasks done in 80 ms\x1b\[0m: /);
});

function summary(record: object, options: object): string {
  const input = JSON.stringify([record, { declared: DECLARED, ...options }]);
  const code = `import { summary } from ${JSON.stringify(MODULE)}; process.stdout.write(summary(...${input}));`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
}
