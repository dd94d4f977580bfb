// Measures large workloads, each in a process of its own: `npm run load [-- NAME]`. Prints one line of JSON for each, with
// milliseconds of the monotonic clock and the peak memory of the process.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pieces } from './load/pieces.mjs';

const [name] = process.argv.slice(2);
const own = fileURLToPath(import.meta.url);
if (process.env.NX_WORKFLOW_LOAD_PIECE) {
  const began = process.hrtime.bigint();
  const steps = await pieces[process.env.NX_WORKFLOW_LOAD_PIECE]?.();
  const ms = Math.round(Number(process.hrtime.bigint() - began) / 1e6);
  const memoryMB = Math.round(process.resourceUsage().maxRSS / 1000);
  console.log(JSON.stringify({ piece: process.env.NX_WORKFLOW_LOAD_PIECE, ...steps, ms, memoryMB }));
} else {
  for (const piece of name === undefined ? Object.keys(pieces) : [name]) {
    const env = { ...process.env, NX_WORKFLOW_LOAD_PIECE: piece };
    process.stdout.write(execFileSync(process.execPath, [own], { env, stdio: ['ignore', 'pipe', 'inherit'] }));
  }
}
