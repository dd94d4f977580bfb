import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/**
 * Prepares Windows' Node under Wine, if installed, for tests that run in every `npm test`.
 *
 * @returns the reason if it is not available; undefined if it is ready
 */
export function prepareWindows(): string | undefined {
  const { env } = process;
  if (env['NX_WORKFLOW_TEST_WINDOWS'] === 'no') return 'NX_WORKFLOW_TEST_WINDOWS is "no"';
  if (env['NX_WORKFLOW_TEST_WINDOWS'] !== undefined) return undefined;
  const script = resolve(__dirname, '../../tools/windows/print.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status !== 0) return stderr.trim().split('\n')[0];
  env['NX_WORKFLOW_TEST_WINDOWS'] = stdout;
  return undefined;
}

/** Ends the background processes of Wine. */
export function endWine(): void {
  const { prefix } = JSON.parse(process.env['NX_WORKFLOW_TEST_WINDOWS'] ?? '{}') as { prefix?: string };
  if (prefix === undefined) return;
  spawnSync('wineserver', ['-k'], { env: { ...process.env, WINEPREFIX: prefix } });
  spawnSync('wineserver', ['-w'], { env: { ...process.env, WINEPREFIX: prefix } });
}
