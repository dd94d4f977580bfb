import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clean } from './clean';

it('removes all that is kept of codegen targets beside their outputs', async () => {
  const state = mkdtempSync(join(tmpdir(), 'nx-workflow-'));
  try {
    mkdirSync(join(state, 'index'));
    for (const name of ['a.index', 'a.usage', 'b.index']) writeFileSync(join(state, 'index', name), '');
    const context = { workspaceRoot: state, env: { NX_WORKFLOW_CACHE_DIR: state }, flags: {} };
    const { text } = await clean.run(context as unknown as Parameters<typeof clean.run>[0]);
    expect(text).toBe('removed 0 templates, 2 indexes and 0 type checks; kept 0 templates');
    expect(readdirSync(join(state, 'index'))).toEqual([]);
  } finally {
    rmSync(state, { recursive: true });
  }
});
