import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { STARTS, type Start } from './support/manual/workspaces';
import { drawTerminal, masked, type RecordedCommand } from './support/terminal-picture';

const PICTURE = resolve(__dirname, '../docs/pictures/session.svg');
const TITLE = 'A cached run, an edit of one line, the reason for the rerun, and the run after the edit';

/** The session of README.md: commands, and the lines of each output that the picture shows. */
const SESSION: readonly (readonly [string, RegExp])[] = [
  ['npx nx run tokens:contrast', /^(> nx run|Nx read)/],
  ["sed -i 's/medium: 12px/medium: 16px/' libs/tokens/tokens/spacing.yaml", /^/],
  ['npx nx-workflow explain tokens:generate', /^(render|compile|tokens:generate: \d)/],
  ['npx nx run tokens:contrast', /^(> nx run|\[|Nx read)/],
];

let start: Start;

beforeAll(async () => {
  start = await STARTS['tokens']!();
}, 300_000);

afterAll(() => start.end());

test('the picture in README.md is what a terminal shows', async () => {
  await record('npx nx run tokens:contrast', /^/);
  const session: RecordedCommand[] = [];
  for (const [command, shown] of SESSION) session.push(await record(command, shown));
  const picture = drawTerminal(TITLE, session);
  if (process.env['NX_WORKFLOW_WRITE_PICTURE'] !== undefined) writeFileSync(PICTURE, picture);
  expect(picture).toBe(readFileSync(PICTURE, 'utf8'));
}, 500_000);

test('durations and ids of runs are masked', () => {
  expect(masked('[PERF] total 18.0 ms, 1 worker')).toBe('[PERF] total … ms, 1 worker');
  expect(masked('ran in run 2026-01-02T03-04-05-000Z-abcdef: 3 files')).toBe('ran in run …: 3 files');
});

async function record(command: string, shown: RegExp): Promise<RecordedCommand> {
  const { code, stdout, stderr } = await start.workspace.shell(command, start.env);
  if (code !== 0) throw new Error(`${command} ended with ${code}\n${stdout}${stderr}`);
  const lines = stdout.split('\n').filter((line) => line !== '' && shown.test(line));
  return { command, lines };
}
