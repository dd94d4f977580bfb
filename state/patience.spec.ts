import { Patience } from './patience';

const refusal = (code: string): Error => Object.assign(new Error(`${code}: refused`), { code });

/** A step that is refused some times; each try and each wait is noted. */
function refused(times: number, code = 'EPERM', isWindows = true) {
  const notes: (number | 'try')[] = [];
  const patience = new Patience(isWindows, (ms) => notes.push(ms));
  let left = times;
  const take = (): string =>
    patience.try(() => {
      notes.push('try');
      if (left-- > 0) throw refusal(code);
      return 'done';
    });
  return { take, notes, refuse: (more: number) => (left = more) };
}

it.each(['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY'])('a step that Windows refuses with %s is taken again', (code) => {
  const { take, notes } = refused(3, code);
  expect(take()).toBe('done');
  expect(notes).toEqual(['try', 1, 'try', 2, 'try', 4, 'try']);
});

it('another refusal is one at once, and so is any on other systems', () => {
  expect(refused(1, 'ENOSPC').take).toThrow('ENOSPC: refused');
  const elsewhere = refused(1, 'EPERM', false);
  expect(elsewhere.take).toThrow('EPERM: refused');
  expect(elsewhere.notes).toEqual(['try']);
});

it('what is refused for good costs two seconds in all, whatever the number of files', () => {
  const { take, notes, refuse } = refused(Infinity);
  expect(take).toThrow('EPERM: refused');
  const waited = (): number => notes.filter((note) => note !== 'try').reduce((sum, ms) => sum + ms, 0);
  expect(waited()).toBeGreaterThan(1900);
  for (let file = 0; file < 100; file++) expect(take).toThrow('EPERM: refused');
  expect(waited()).toBeLessThanOrEqual(2000);
  refuse(0);
  expect(take()).toBe('done');
});
