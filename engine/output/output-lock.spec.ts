import fs, { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCK_FOLDER, takeLock } from './output-lock';
import { beginRun, endRun } from './run-name';

/** As Windows refuses to move a folder: over another one, and while somebody looks into it. */
function refuseMoves(times = Infinity): { readonly tries: () => number } {
  let tries = 0;
  const { renameSync } = fs;
  jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    tries++;
    if (tries > times && !existsSync(to)) return renameSync(from, to);
    throw Object.assign(new Error(`EPERM: operation not permitted, rename '${String(from)}'`), { code: 'EPERM' });
  });
  return { tries: () => tries };
}

describe('on Windows', () => {
  const { platform } = process;
  let folder: string;
  let run: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nx-workflow-'));
    run = beginRun();
    Object.defineProperty(process, 'platform', { value: 'win32' });
    jest.spyOn(Atomics, 'wait').mockReturnValue('timed-out');
  });

  afterEach(() => {
    Object.defineProperty(process, 'platform', { value: platform });
    jest.restoreAllMocks();
    endRun(run);
    rmSync(folder, { recursive: true });
  });

  it('a lock that cannot be moved to its place for good is an error, and no wait without end', async () => {
    refuseMoves();
    await expect(takeLock(folder, run)).rejects.toThrow('EPERM: operation not permitted');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a lock that somebody looks into for a moment is moved once that is over', async () => {
    const { tries } = refuseMoves(3);
    await expect(takeLock(folder, run)).resolves.toBe(false);
    expect(tries()).toBe(4);
    expect(readdirSync(join(folder, LOCK_FOLDER))).toEqual([run]);
  });

  it('a lock of another run is waited for, and not tried again as one that somebody looks into', async () => {
    const other = beginRun();
    const { tries } = refuseMoves(0);
    // The other run takes the lock between the look and the move.
    jest.spyOn(fs, 'mkdirSync').mockImplementationOnce((path) => {
      mkdirSync(join(folder, LOCK_FOLDER));
      writeFileSync(join(folder, LOCK_FOLDER, other), '');
      mkdirSync(path);
      return undefined;
    });
    const taken = takeLock(folder, run);
    expect(tries()).toBe(1);
    rmSync(join(folder, LOCK_FOLDER), { recursive: true });
    endRun(other);
    await expect(taken).resolves.toBe(true);
  });
});
