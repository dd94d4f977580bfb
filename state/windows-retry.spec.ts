import { WindowsRetry } from './windows-retry';

const refusal = (code: string): Error => Object.assign(new Error(`${code}: refused`), { code });

/** A step that fails several times; records each attempt and each wait. */
function refused(times: number, code = 'EPERM', isWindows = true) {
  const notes: (number | 'try')[] = [];
  const patience = new WindowsRetry(isWindows, (ms) => notes.push(ms));
  let left = times;
  const take = (): string =>
    patience.try(() => {
      notes.push('try');
      if (left-- > 0) throw refusal(code);
      return 'done';
    });
  return { take, notes, refuse: (more: number) => (left = more) };
}

it.each(['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY'])('a step that fails on Windows with %s is retried', (code) => {
  const { take, notes } = refused(3, code);
  expect(take()).toBe('done');
  expect(notes).toEqual(['try', 1, 'try', 2, 'try', 4, 'try']);
});

it('other errors are thrown at once, and so are all errors on other systems', () => {
  expect(refused(1, 'ENOSPC').take).toThrow('ENOSPC: refused');
  const elsewhere = refused(1, 'EPERM', false);
  expect(elsewhere.take).toThrow('EPERM: refused');
  expect(elsewhere.notes).toEqual(['try']);
});

it('permanent errors cost two seconds in total, for any number of files', () => {
  const { take, notes, refuse } = refused(Infinity);
  expect(take).toThrow('EPERM: refused');
  const waited = (): number => notes.filter((note) => note !== 'try').reduce((sum, ms) => sum + ms, 0);
  expect(waited()).toBeGreaterThan(1900);
  for (let file = 0; file < 100; file++) expect(take).toThrow('EPERM: refused');
  expect(waited()).toBeLessThanOrEqual(2000);
  refuse(0);
  expect(take()).toBe('done');
});

it('waits without any help', () => {
  const wait = jest.spyOn(Atomics, 'wait');
  const retry = new WindowsRetry(true);
  let left = 2;
  retry.try(() => {
    if (left-- > 0) throw refusal('EBUSY');
  });
  expect(wait.mock.calls.map(([, , , ms]) => ms)).toEqual([1, 2]);
  expect(wait.mock.results.map(({ value }) => value as string)).toEqual(['timed-out', 'timed-out']);
  wait.mockRestore();
});

it('the longest wait is a tenth of a second', () => {
  const { take, notes } = refused(10);
  take();
  expect(notes.filter((note) => note !== 'try')).toEqual([1, 2, 4, 8, 16, 32, 64, 100, 100, 100]);
});

(process.platform === 'win32' ? it.skip : it)('without being told otherwise, only Windows retries', () => {
  let attempts = 0;
  const step = (): void => {
    attempts += 1;
    throw refusal('EPERM');
  };
  expect(() => new WindowsRetry().try(step)).toThrow('EPERM: refused');
  expect(attempts).toBe(1);
});
