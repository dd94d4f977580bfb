import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXAMPLE, generate } from './generated';

/** Pictures are made by modules that Node loads itself, so a process of its own looks at them. */
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

test('a picture has a LED in each column and a frame in each row, and the PNG shows it', () => {
  const { raster, png, corners, inPng } = look('lava', 'silence');
  expect({ raster, png }).toEqual({ raster: [160, 40], png: [480, 120] });
  expect(corners[0]).toEqual([255, 255, 255]);
  expect(inPng).toEqual(corners);
});

test('the music is the same every time, silence is not music, and parameters count', () => {
  const music = look('octave', 'music');
  expect(look('octave', 'music')).toEqual(music);
  expect(music.sum).toBeGreaterThan(0);
  expect(look('octave', 'silence').sum).toBe(0);
  expect(look('octave', 'silence', { background: 1 }).sum).toBeGreaterThan(0);
});
