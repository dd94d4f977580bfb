import { spawn } from 'node:child_process';
import { leftProcesses, MARK } from '../testing/left-processes';

const onLinux = process.platform === 'linux' ? it : it.skip;

onLinux('a process that a test started is found by what it inherits, also where its parent has ended', async () => {
  const mark = `test ${process.pid}`;
  const idle = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => 0, 60000)', 'left-behind'],
    { detached: true, stdio: 'ignore' }).unref();`;
  const env = { ...process.env, [MARK]: mark };
  const parent = spawn(process.execPath, ['-e', idle], { env, stdio: 'ignore' });
  await new Promise((resolve) => parent.on('exit', resolve));
  const found = leftProcesses(mark);
  expect(found.map((line) => line.replace(/^\d+: \S+/, 'node'))).toEqual([
    'node -e setTimeout(() => 0, 60000) left-behind',
  ]);
  process.kill(Number.parseInt(found[0] ?? '', 10), 'SIGKILL');
  while (leftProcesses(mark).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
});
