// @ts-check
// Takes out of dist/ what was built from sources that are gone: tsc leaves it there, and it would be published.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

for (const file of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
  const source = file.replace(/(\.d\.ts|\.js)$/, '.ts');
  if (source !== file && !existsSync(source)) rmSync(join('dist', file));
}
