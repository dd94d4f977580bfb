import { linuxStat, ownerToken } from '../../state/owner';
import { abandonedRun, beginRun, endRun, isRunAlive, processIdOf, RUN_NAME_PATTERN } from './run-name';

const PATTERN = new RegExp(`^${RUN_NAME_PATTERN}$`);

test('a run of this thread is alive until it ends', () => {
  const [run, other] = [beginRun(), beginRun()];
  expect(run).toMatch(PATTERN);
  expect(run.startsWith(`${ownerToken()}-`)).toBe(true);
  expect(run).not.toBe(other);
  expect([isRunAlive(run), isRunAlive(other)]).toEqual([true, true]);
  endRun(run);
  expect([isRunAlive(run), isRunAlive(other)]).toEqual([false, true]);
  endRun(other);
  expect(isRunAlive(other)).toBe(false);
});

test('a run of this process that this thread does not know has ended', () => {
  expect(isRunAlive(`${ownerToken()}-0123abcd`)).toBe(false);
});

test('an abandoned run has ended', () => {
  const run = abandonedRun();
  expect(run).toMatch(/^0\.0-[0-9a-f]{8}$/);
  expect(run).toMatch(PATTERN);
  expect(isRunAlive(run)).toBe(false);
});

test.each([
  ['12.5-0a', true],
  ['12-0a', false],
  ['12.5-', false],
  ['12.5-x', false],
  ['12.5', false],
])('%s is the name of a run: %j', (name, expected) => {
  expect(PATTERN.test(name)).toBe(expected);
});

test('the name begins with the process id', () => {
  expect(processIdOf('4711.99-0a')).toBe(4711);
  expect(processIdOf(`${ownerToken()}-1`)).toBe(process.pid);
});

if (process.platform === 'linux') {
  test('a run of another process is alive while its process is', () => {
    const { ppid } = process;
    const { started } = linuxStat(ppid)!;
    expect(isRunAlive(`${ppid}.${started}-0a`)).toBe(true);
    expect(isRunAlive(`${ppid}.${Number(started) + 1}-0a`)).toBe(false);
    expect(isRunAlive(`99999999.${started}-0a`)).toBe(false);
  });
}
