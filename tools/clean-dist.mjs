// @ts-check
// Removes files of dist/ whose sources were deleted: tsc leaves them there, and they would be published.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

for (const file of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
  const source = file.replace(/(\.d\.ts|\.js)$/, '.ts');
  if (source !== file && !existsSync(source)) rmSync(join('dist', file));
}
