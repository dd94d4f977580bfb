import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings, TypeScriptSettings } from '../settings';
import { EmitStage } from './emit-stage';
import type { FreshPart, StagedFile } from './job';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** Stages `a.ts` and its compiled files. */
function stage(text: string, inPlace: FreshPart['inPlace']): { files: StagedFile[]; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'emit-stage-'));
  folders.push(folder);
  const typescript: TypeScriptSettings = { compiler: 'typescript', transformer: 'typescript', include: ['**/*.ts'] };
  const settings = { workspaceRoot: join(__dirname, '..', '..'), compilers: [typescript] } as unknown as Settings;
  const freshParts = new Map([['a.ts', { sha256: '', compilers: [], inPlace }]]);
  const emits = { settings, emitTemplates: ['a.hbs'], freshParts };
  const parts = [{ path: 'a.ts', text, partials: [], emit: 0, pattern: 'a.json' }];
  const job = { kind: 'drafted' as const, patterns: [], parts };
  const { rendered, compiled, failures } = new EmitStage({
    ...emits,
    stagingFolder: folder,
    stagingPrefix: '0-',
  }).finish(job);
  expect(failures).toEqual([]);
  return { files: [...rendered, ...compiled], folder };
}

test('bytes that are already in place are reported but not staged', () => {
  const before = stage('export const a: number = 1;\n', []);
  expect(before.files.map(({ path }) => path)).toEqual(['a.ts', 'a.js', 'a.d.ts', 'a.js.map']);
  expect(readdirSync(before.folder)).toHaveLength(4);

  const inPlace = before.files.map(({ path, sha256 }) => [path, sha256] as const);
  const after = stage('export const a: number = 2;\n', inPlace);
  const staged = after.files.filter((file) => file.staged !== '').map(({ path }) => path);
  // The value appears neither in the declaration nor, having the same width, in the source map.
  expect(staged).toEqual(['a.ts', 'a.js']);
  expect(readdirSync(after.folder)).toHaveLength(2);
  const declaration = ({ path, sha256, size }: StagedFile) => path === 'a.d.ts' && { sha256, size };
  expect(after.files.map(declaration)).toEqual(before.files.map(declaration));
});

test('equal bytes of another file do not count', () => {
  const { files } = stage('export const a: number = 1;\n', []);
  const js = files.find(({ path }) => path === 'a.js')!;
  const again = stage('export const a: number = 1;\n', [
    ['a.ts', js.sha256],
    ['a.d.ts', js.sha256],
  ]);
  expect(again.files.every(({ staged }) => staged !== '')).toBe(true);
});
