// @ts-check
// Checks that the generated colours have the contrast that WCAG 2 requires for text, 4.5 to 1.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const projectRoot = process.argv[2] ?? '.';
const { ink, accent, paper } = await import(pathToFileURL(resolve(projectRoot, 'generated/colors.mjs')).href);

const lines = Object.entries({ ink, accent }).map(([name, color]) => {
  const ratio = contrast(color, paper);
  if (ratio < 4.5) process.exitCode = 1;
  return `${name} on paper: ${ratio.toFixed(2)} ${ratio < 4.5 ? 'too faint, 4.5 is needed' : 'ok'}`;
});
mkdirSync(join(projectRoot, 'build'), { recursive: true });
writeFileSync(join(projectRoot, 'build', 'contrast.txt'), `${lines.join('\n')}\n`);
console.log(lines.join('\n'));

/** @param {string} a @param {string} b both as #rrggbb */
function contrast(a, b) {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {string} color */
function luminance(color) {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
