import fs, { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCK_FOLDER, takeLock } from './output-lock';
import { beginRun, endRun } from './run-name';

/** Refuses renames as Windows does: over an existing folder, and while another process has the folder open. */
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

  it('reports an error instead of waiting forever if the lock can never be renamed into place', async () => {
    refuseMoves();
    await expect(takeLock(folder, run)).rejects.toThrow('EPERM: operation not permitted');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('retries the rename while another process has the lock folder open for a moment', async () => {
    const { tries } = refuseMoves(3);
    await expect(takeLock(folder, run)).resolves.toBe(false);
    expect(tries()).toBe(4);
    expect(readdirSync(join(folder, LOCK_FOLDER))).toEqual([run]);
  });

  it('waits for the lock of another run instead of retrying the rename', async () => {
    const other = beginRun();
    const { tries } = refuseMoves(0);
    // The other run takes the lock between the check and the rename.
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
