import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXAMPLE, ROOT, generate } from './generated';

/** Pictures need ES modules, which jest cannot load, so they are drawn in a process of their own. */
const SCRIPT = `
const [library, file, audio, parameters] = process.argv.slice(1);
const { encodePng, renderPicture } = await import(library);
const { PNG } = (await import('pngjs')).default;
const raster = renderPicture(await import(file), { frames: 40, fps: 60, audio, parameters: JSON.parse(parameters) });
const { width, height, data } = PNG.sync.read(encodePng(raster, 3));
const corners = [0, 3 * 160 * 40 - 3].map((at) => [...raster.rgb.slice(at, at + 3)]);
const inPng = [0, 4 * (width * height - 1)].map((at) => [...data.slice(at, at + 3)]);
const sum = raster.rgb.reduce((all, one) => all + one, 0);
console.log(JSON.stringify({ raster: [raster.width, raster.height], png: [width, height], corners, inPng, sum }));
`;

const k1 = generate('picture');
function look(id: string, audio: string, parameters = {}): Record<string, any> {
  const urls = [join(EXAMPLE, 'tasks/lib/picture.mjs'), join(k1.folder, `ts/${id.replaceAll('_', '-')}.mjs`)];
  const args = [...urls.map((file) => pathToFileURL(file).href), audio, JSON.stringify(parameters)];
  const options = ['--input-type=module', '-e', SCRIPT, ...args];
  return JSON.parse(execFileSync(process.execPath, options, { cwd: EXAMPLE, encoding: 'utf8' }));
}

test('a picture has a column per LED and a row per frame, and the PNG encodes it', () => {
  const { raster, png, corners, inPng } = look('lava', 'silence');
  expect({ raster, png }).toEqual({ raster: [160, 40], png: [480, 120] });
  expect(corners[0]).toEqual([255, 255, 255]);
  expect(inPng).toEqual(corners);
});

test('the music is deterministic, silence differs from it, and parameters have an effect', () => {
  const music = look('octave', 'music');
  expect(look('octave', 'music')).toEqual(music);
  expect(music.sum).toBeGreaterThan(0);
  expect(look('octave', 'silence').sum).toBe(0);
  expect(look('octave', 'silence', { background: 1 }).sum).toBeGreaterThan(0);
});

describe('task pattern-pictures', () => {
  const root = mkdtempSync(join(tmpdir(), 'pictures-'));
  const output = join(root, 'build/pattern-pictures');
  afterAll(() => rmSync(root, { recursive: true }));

  /** Runs the task on a family of the given patterns. */
  function draw(ids: readonly string[], edit = (text: string): string => text) {
    const ts = join(root, 'build/code-generation/ts');
    rmSync(ts, { recursive: true, force: true });
    mkdirSync(ts, { recursive: true });
    symlinkSync(join(k1.folder, 'ts/runtime.mjs'), join(ts, 'runtime.mjs'));
    for (const id of ids) {
      const file = `${id.replaceAll('_', '-')}.mjs`;
      writeFileSync(join(ts, file), edit(readFileSync(join(k1.folder, 'ts', file), 'utf8')));
    }
    const lines = ids.map((id) => `export * as ${id} from './${id.replaceAll('_', '-')}.mjs';\n`);
    writeFileSync(join(ts, 'index.mjs'), lines.join(''));
    const script = join(EXAMPLE, 'tasks/pattern-pictures.mjs');
    const { status, stderr } = spawnSync(process.execPath, [script, root], { cwd: ROOT, encoding: 'utf8' });
    return { status, stderr, pictures: JSON.parse(readFileSync(join(output, 'pictures.json'), 'utf8')).pictures };
  }

  test('lists the pictures with their settings; a dark picture is left out', () => {
    expect(draw(['octave', 'soliton_waves', 'lava', 'pulse'])).toEqual({
      status: 0,
      stderr: '',
      pictures: [
        { id: 'lava', kinds: ['music'], look: {}, still: true },
        { id: 'octave', kinds: ['music'], look: { palette_id: 4 }, still: false },
        { id: 'pulse', kinds: ['music', 'silence'], look: { palette_id: 7, softness: 0.1 }, still: false },
        { id: 'soliton_waves', kinds: ['music'], look: { brightness: 0.2, palette_id: 6 }, still: false },
      ],
    });
  });

  test('fails for a pattern that stays dark, and for a setting that the pattern does not read', () => {
    const dark = draw(['octave'], (text) => text.replace('return leds;', 'return leds.fill(0);'));
    expect(dark).toMatchObject({ status: 1 });
    expect(dark.stderr).toContain('error "octave" stays dark for six seconds of music\n');
    const deaf = draw(['octave'], (text) => text.replace('"palette_id"', '"other"'));
    expect(deaf).toMatchObject({ status: 1 });
    expect(deaf.stderr).toContain('tasks/looks.json error "octave" does not read palette_id\n');
    expect(deaf.stderr).toContain('error gate settings-without-effect: threshold 0, actual 1');
  });
});

test('looks.json has only patterns of the library', () => {
  const looks = JSON.parse(readFileSync(join(EXAMPLE, 'tasks/looks.json'), 'utf8'));
  for (const [id, look] of Object.entries(looks)) {
    const { parameters } = k1.pattern(id).meta;
    expect({ id, unread: Object.keys(look as object).filter((name) => !parameters.includes(name)) }).toEqual({
      id,
      unread: [],
    });
  }
});
