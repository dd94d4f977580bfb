import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings, TypeScriptSettings } from '../settings';
import { sha256 } from '../../state/hash';
import { EmitStage, hasFailedPart, madeBy, type DraftedJob } from './emit-stage';
import type { FreshPart, FreshParts, StagedFile } from './job';

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

const PROBLEM = { severity: 'error', code: 'render', message: 'wrong' } as const;
const DRAFT = { path: 'a.txt', text: 'é', partials: ['p'], emit: 0, pattern: 'a.json' };

test('a drafted job has failed if one of its parts is a problem', () => {
  const job = (...parts: DraftedJob['parts']): DraftedJob => ({ kind: 'drafted', patterns: [], parts });
  expect([job(DRAFT, PROBLEM), job(DRAFT), job()].map(hasFailedPart)).toEqual([true, false, false]);
  expect(hasFailedPart({ kind: 'compile', source: 'a.ts', sha256: '', compilers: [] })).toBe(false);
});

test('a text is described by its template and pattern', () => {
  const emits = { emitTemplates: ['a.hbs', 'b.hbs'] };
  expect(madeBy(emits, { ...DRAFT, emit: 1 })).toBe('b.hbs from a.json');
  expect(madeBy(emits, { ...DRAFT, pattern: null })).toBe('a.hbs');
  expect(madeBy({ emitTemplates: [] }, DRAFT)).toBe(' from a.json');
});

describe('finish', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'emit-stage-'));
    // The transformer is loaded from the workspace.
    symlinkSync(join(__dirname, '..', '..', 'node_modules'), join(root, 'node_modules'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const TYPESCRIPT: TypeScriptSettings = { compiler: 'typescript', transformer: 'typescript', include: ['**/*.ts'] };
  const texts: [string, string][] = [];

  function stageOf({ writes = false, compilers = [TYPESCRIPT], freshParts = new Map() as FreshParts } = {}): EmitStage {
    const settings = { workspaceRoot: root, outputDir: 'out', compilers } as unknown as Settings;
    const stagingFolder = writes ? root : undefined;
    const input = { settings, emitTemplates: ['a.hbs'], freshParts, stagingFolder, stagingPrefix: '3-' };
    texts.length = 0;
    return new EmitStage(input, (path, text) => texts.push([path, text]));
  }

  const nothing = { patterns: [], rendered: [], skipped: [], compiled: [], failures: [] };
  const staged = (path: string, text: string) => ({
    path,
    staged: '',
    sha256: sha256(text),
    size: Buffer.byteLength(text),
    mtime: 0,
    inode: 0,
  });
  const changed = (file: string) => ({
    severity: 'error',
    code: 'changed-during-run',
    message: 'this file changed while the run was reading it',
    file,
    hint: 'run again',
  });
  const copyOf = (source: string, text: string) =>
    ({ kind: 'copy', emit: 1, source, path: source, sha256: sha256(text) }) as const;
  const compileOf = (text: string) =>
    ({ kind: 'compile', source: 'a.ts', sha256: sha256(text), compilers: [0] }) as const;

  test('sorts the parts of a drafted job by their kind, in order', () => {
    const parts = [
      { isSkipped: true, emit: 2, pattern: null, partials: ['q'] } as const,
      { ...DRAFT, formatted: 'f' },
      PROBLEM,
      { ...DRAFT, path: 'b.txt', pattern: null },
      { ...PROBLEM, message: 'too' },
    ];
    const pattern = { spec: 'a.json', data: 'd', isSame: false, kept: [], reads: [] };
    const stage = stageOf();
    expect(stage.finish({ kind: 'drafted', patterns: [pattern], parts })).toStrictEqual({
      patterns: [pattern],
      rendered: [
        { ...staged('a.txt', 'é'), emit: 0, pattern: 'a.json', partials: ['p'], formatted: 'f' },
        { ...staged('b.txt', 'é'), emit: 0, pattern: null, partials: ['p'] },
      ],
      skipped: [{ emit: 2, pattern: null, partials: ['q'] }],
      compiled: [],
      failures: [PROBLEM, { ...PROBLEM, message: 'too' }],
    });
    expect(texts).toEqual([
      ['a.txt', 'é'],
      ['b.txt', 'é'],
    ]);
    expect([stage.busyNs > 0, stage.busyNs < 6e10, stage.compileNs]).toEqual([true, true, 0]);
  });

  test('numbers staged files and records their stat', () => {
    const parts = [DRAFT, { ...DRAFT, path: 'b.txt', text: 'b' }];
    const { rendered } = stageOf({ writes: true }).finish({ kind: 'drafted', patterns: [], parts });
    expect(rendered.map((file) => file.staged)).toEqual([join(root, '3-0'), join(root, '3-1')]);
    expect(readFileSync(join(root, '3-1'), 'utf8')).toBe('b');
    const { mtimeMs, ino } = statSync(join(root, '3-1'));
    expect(rendered[1]).toMatchObject({ mtime: mtimeMs, inode: ino, size: 1 });
  });

  test('a file that does not compile is left out', () => {
    const parts = [
      { ...DRAFT, path: 'a.ts', text: 'const = ;' },
      { ...DRAFT, path: 'b.ts', text: 'let b = 1;' },
    ];
    const { rendered, compiled, failures } = stageOf().finish({ kind: 'drafted', patterns: [], parts });
    expect([rendered, compiled].map((files) => files.map(({ path }) => path))).toEqual([
      ['b.ts'],
      ['b.js', 'b.d.ts', 'b.js.map'],
    ]);
    expect(failures[0]).toMatchObject({ severity: 'error', code: 'compile', file: 'out/a.ts', line: 1 });
    expect(failures[0]?.message).toMatch(/\(made by a\.hbs from a\.json\)$/);
  });

  test('copies bytes', () => {
    writeFileSync(join(root, 'a.bin'), Buffer.from([0xff]));
    const hash = sha256(Buffer.from([0xff]));
    const job = { ...copyOf('a.bin', ''), sha256: hash };
    const file = { path: 'a.bin', staged: '', sha256: hash, size: 1, mtime: 0, inode: 0 };
    expect(stageOf().finish(job)).toStrictEqual({
      ...nothing,
      rendered: [{ ...file, emit: 1, pattern: 'a.bin', partials: [] }],
    });
    expect(texts).toEqual([]);
    writeFileSync(join(root, 'a.bin'), 'other');
    expect(stageOf().finish(job)).toStrictEqual({ ...nothing, failures: [changed('a.bin')] });
  });

  test('compiles a copied file', () => {
    writeFileSync(join(root, 'a.ts'), 'let a = 1;');
    const { rendered, compiled } = stageOf().finish(copyOf('a.ts', 'let a = 1;'));
    expect([rendered, compiled].map((files) => files.length)).toEqual([1, 3]);
    writeFileSync(join(root, 'a.ts'), 'const = ;');
    const wrong = stageOf().finish(copyOf('a.ts', 'const = ;'));
    expect([wrong.rendered, wrong.compiled]).toEqual([[], []]);
    expect(wrong.failures[0]?.message).toMatch(/\(made by copying a\.ts\)$/);
    writeFileSync(join(root, 'a.ts'), Buffer.from([0xff]));
    const binary = { ...copyOf('a.ts', ''), sha256: sha256(Buffer.from([0xff])) };
    expect(stageOf().finish(binary)).toMatchObject({ rendered: [], failures: [{ code: 'encoding', file: 'a.ts' }] });
  });

  test('a missing file is a failure of its job', () => {
    expect(stageOf().finish(copyOf('a.ts', ''))).toStrictEqual({
      ...nothing,
      failures: [
        {
          severity: 'error',
          code: 'file-system',
          message: 'this cannot be opened: it is gone (ENOENT)',
          file: 'a.ts',
          hint: 'run again; if it comes back, another task removes it during the run',
        },
      ],
    });
  });

  test('other errors are passed on', () => {
    const parts = [{ ...DRAFT, text: 5 as unknown as string }];
    expect(() => stageOf().finish({ kind: 'drafted', patterns: [], parts })).toThrow('must be of type string');
  });

  test('compiles a file that is in the output folder', () => {
    mkdirSync(join(root, 'out'));
    writeFileSync(join(root, 'out', 'a.ts'), 'let a = "é";');
    const stage = stageOf();
    const { compiled, ...others } = stage.finish(compileOf('let a = "é";'));
    expect(others).toEqual({ patterns: [], rendered: [], skipped: [], failures: [] });
    expect(compiled.map(({ path, compiler, source }) => [path, compiler, source])).toEqual([
      ['a.js', 0, 'a.ts'],
      ['a.d.ts', 0, 'a.ts'],
      ['a.js.map', 0, 'a.ts'],
    ]);
    expect(texts[0]?.[1]).toContain('"é"');
    expect([stage.compileNs > 0, stage.compileNs <= stage.busyNs]).toEqual([true, true]);
    expect(stageOf().finish(compileOf('other'))).toStrictEqual({ ...nothing, failures: [changed('out/a.ts')] });
  });

  test('compilers that have compiled the same bytes are left out', () => {
    const compiledBy = (sha: string, compilers: number[]): number[] => {
      const freshParts: FreshParts = new Map([['a.ts', { sha256: sha, compilers, inPlace: [] }]]);
      const parts = [{ ...DRAFT, path: 'a.ts', text: 'let a = 1;' }];
      const stage = stageOf({ freshParts, compilers: [TYPESCRIPT, TYPESCRIPT] });
      return stage.finish({ kind: 'drafted', patterns: [], parts }).compiled.map(({ compiler }) => compiler);
    };
    expect(compiledBy(sha256('let a = 1;'), [1])).toEqual([0, 0, 0]);
    expect(compiledBy(sha256('let a = 1;'), [0, 1])).toEqual([]);
    expect(compiledBy(sha256('other'), [0, 1])).toEqual([0, 0, 0, 1, 1, 1]);
  });
});
