import { codegenPhases } from './codegen-phases';
import { codegen, run, task } from './testing/sample-run';

const phases = [1, 2, 3] as const;

test('a record belongs to the task of its name that ran at its time', () => {
  const now = run([task('a:gen', 10, 50), task('b:gen', 10, 50)]);
  const own = codegen('a:gen', 20, phases);
  const found = codegenPhases(now, [
    codegen('a:gen', 5, phases),
    own,
    codegen('a:gen', 61, phases),
    codegen('c:gen', 20, phases),
  ]);
  expect([...found]).toEqual([['a:gen', own]]);
});

test('records of a batch, without hash, are found too', () => {
  const own = codegen('a:gen', 10, phases, { hash: null });
  expect(codegenPhases(run([task('a:gen', 10, 50)]), [own]).get('a:gen')).toBe(own);
});

test('for two concurrent runs of Nx, the hash decides', () => {
  const records = [codegen('a:gen', 20, phases), codegen('a:gen', 21, phases, { hash: 'of another run' })];
  expect(codegenPhases(run([task('a:gen', 10, 50)]), records).get('a:gen')).toBe(records[0]);
  expect(codegenPhases(run([task('a:gen', 10, 50, { hash: 'third' })]), records).size).toBe(0);
});

test('a replayed task has no record, even if another run generated at that time', () => {
  const replayed = task('a:gen', 10, 50, { status: 'local-cache' });
  expect(codegenPhases(run([replayed]), [codegen('a:gen', 20, phases)]).size).toBe(0);
});

test('a task that failed has a record, and a record may begin as its task ends', () => {
  const failed = task('a:gen', 10, 50, { status: 'failed' });
  const own = codegen('a:gen', 60, phases);
  expect(codegenPhases(run([failed]), [own]).get('a:gen')).toBe(own);
});
