import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCommand } from './install-command';

test.each([
  ['npm install --save-dev --save-exact @a/b@1.0.0', 'npm install --save-dev nx', []],
  ['npm install --save-dev --save-exact @a/b@1.0.0', 'npm install --save-dev nx', ['package-lock.json']],
  ['pnpm add --save-dev --save-exact @a/b@1.0.0', 'pnpm add --save-dev nx', ['pnpm-lock.yaml']],
  [
    'pnpm add --workspace-root --save-dev --save-exact @a/b@1.0.0',
    'pnpm add --workspace-root --save-dev nx',
    ['pnpm-lock.yaml', 'pnpm-workspace.yaml'],
  ],
  ['yarn add --dev --exact @a/b@1.0.0', 'yarn add --dev nx', ['yarn.lock']],
  ['bun add --dev --exact @a/b@1.0.0', 'bun add --dev nx', ['bun.lock']],
])('%s, %s', (exact, any, files) => {
  const root = mkdtempSync(join(tmpdir(), 'nx-workflow-install-'));
  try {
    for (const file of files) writeFileSync(join(root, file), '');
    expect([installCommand(root, '@a/b@1.0.0'), installCommand(root, 'nx')]).toEqual([exact, any]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
