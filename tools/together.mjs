// Runs scripts of package.json in parallel and prints the output of each when it ends. Fails if one fails.
// usage: node tools/together.mjs SCRIPT...
import { spawn } from 'node:child_process';

/** @param {string} script @returns {Promise<number>} its exit code */
function run(script) {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    child.on('error', (error) => (said += `${error.message}\n`));
    child.on('close', (code) => {
      process.stdout.write(`${said}${script}: ${code === 0 ? 'passed' : 'failed'}\n`);
      resolve(code ?? 1);
    });
  });
}

const codes = await Promise.all(process.argv.slice(2).map(run));
process.exitCode = Math.max(...codes);
