import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const MODULE = resolve(__dirname, '..', '..', 'dist', 'engine', 'user-code', 'late-errors.js');

/** Runs in a child process, because jest has listeners for these events. */
function run(text: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const script = `const { watchLateErrors, flushRejections } = require(${JSON.stringify(MODULE)});
    const say = (value) => process.stdout.write(JSON.stringify(value));
    (async () => { ${text} })()`;
  return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
}

it('collects late rejections and exceptions, each once', () => {
  expect(
    run(`const late = watchLateErrors(); const error = new Error('b');
      void Promise.reject(new Error('a')); void Promise.reject(error); void Promise.reject(error);
      setImmediate(() => { throw new Error('c'); });
      await new Promise((done) => setTimeout(done, 20));
      say(late.problems().map((one) => one.message)); late.stop();`),
  ).toMatchObject({ status: 0, stdout: '["a","b","c"]', stderr: '' });
});

it('reports a promise that is already rejected', () => {
  expect(
    run(
      `const late = watchLateErrors(); void Promise.reject(5); await flushRejections(); late.stop(); say(late.problems());`,
    ),
  ).toMatchObject({ status: 0, stdout: '[5]' });
});

it('ignores errors that are caught', () => {
  expect(
    run(
      `const late = watchLateErrors(); await Promise.reject(1).catch(() => 0); await flushRejections(); say(late.problems()); late.stop();`,
    ),
  ).toMatchObject({ status: 0, stdout: '[]' });
});

it('lets errors end the process once it is stopped', () => {
  const { status, stderr } = run(
    `const late = watchLateErrors(); late.stop(); void Promise.reject(new Error('after'));`,
  );
  expect(status).toBe(1);
  expect(stderr).toContain('Error: after');
});

it('suspends other listeners until it is stopped', () => {
  expect(
    run(`const told = []; process.once('unhandledRejection', (one) => told.push('once ' + one));
      process.on('unhandledRejection', (one) => told.push('on ' + one));
      const late = watchLateErrors(); void Promise.reject(1); await flushRejections(); late.stop(); late.stop();
      void Promise.reject(2); await flushRejections(); void Promise.reject(3); await flushRejections();
      say([late.problems(), told]);`),
  ).toMatchObject({ status: 0, stdout: '[[1],["once 2","on 2","on 3"]]' });
});
