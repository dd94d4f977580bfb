import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readRegular } from './regular-file';

const BUILT = resolve(__dirname, '../dist/state/regular-file.js');

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nxw-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The results of reading or appending to each of the names, in a process that is killed if it blocks. */
function inChild(names: readonly string[], call: string): Record<string, string> {
  const program = `
const { constants, writeSync } = require('node:fs');
const { readRegularText, withRegular } = require(${JSON.stringify(BUILT)});
const append = (path) => withRegular(path, constants.O_WRONLY | constants.O_APPEND, (file) => writeSync(file, '!'));
const answers = {};
const server = require('node:net').createServer();
server.listen('socket', () => {
  for (const name of ${JSON.stringify(names)}) {
    try {
      answers[name] = String(${call}(name));
    } catch (error) {
      answers[name] = error.code + ' | ' + error.message;
    }
  }
  server.close(() => process.stdout.write(JSON.stringify(answers)));
});`;
  const { stdout, signal, stderr } = spawnSync(process.execPath, ['--eval', program], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  if (signal !== null || stderr !== '') throw new Error(`it hangs: ${signal}\n${stderr}`);
  return JSON.parse(stdout) as Record<string, string>;
}

beforeEach(() => {
  writeFileSync(join(folder, 'file'), 'text é');
  mkdirSync(join(folder, 'folder'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  for (const [name, target] of [
    ['link', 'file'],
    ['to-pipe', 'pipe'],
    ['zero', '/dev/zero'],
    ['terminal', '/dev/ptmx'],
    ['null', '/dev/null'],
  ] as const) {
    symlinkSync(target, join(folder, name));
  }
});

const NOT_READ = {
  folder: "EISDIR | EISDIR: it is a folder, not a file, read 'folder'",
  pipe: "EFTYPE | EFTYPE: it is a named pipe, not a file, read 'pipe'",
  'to-pipe': "EFTYPE | EFTYPE: it is a named pipe, not a file, read 'to-pipe'",
  zero: "EFTYPE | EFTYPE: it is a device, not a file, read 'zero'",
  terminal: "EFTYPE | EFTYPE: it is a device, not a file, read 'terminal'",
  null: "EFTYPE | EFTYPE: it is a device, not a file, read 'null'",
  socket: "EFTYPE | EFTYPE: it is a socket, not a file, read 'socket'",
};

it('a file is read, also through a link; anything else fails at once', () => {
  const all = { file: 'text é', link: 'text é', missing: "ENOENT | ENOENT: no such file or directory, open 'missing'" };
  const expected = { ...all, ...NOT_READ };
  expect(inChild(Object.keys(expected), 'readRegularText')).toEqual(expected);
});

it('only regular files are written', () => {
  const { folder: _folder, ...others } = NOT_READ;
  const expected = { file: '1', ...others };
  expect(inChild(Object.keys(expected), 'append')).toEqual(expected);
});

test('the error for a folder has the fields of an error of the file system', () => {
  const path = join(folder, 'folder');
  expect(() => readRegular(path)).toThrow(
    expect.objectContaining({ code: 'EISDIR', syscall: 'read', path, kind: 'a folder' }),
  );
});
