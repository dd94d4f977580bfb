// @ts-check
// Turns jest's report into the closing line. Arguments: the report, and the exit code of `npm test`.
import { existsSync, readFileSync } from 'node:fs';

const [report = '', status = '1'] = process.argv.slice(2);
const code = Number(status);

if (!existsSync(report)) {
  console.error('CI: no test ran, see above for the step that failed');
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
} else {
  const {
    numPassedTests: passed,
    numFailedTests,
    numRuntimeErrorTestSuites,
    numPendingTests,
    numTodoTests,
  } = JSON.parse(readFileSync(report, 'utf8'));
  // A test file that cannot be loaded counts as one failure: its tests are not in the numbers.
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  const skipped = numPendingTests + numTodoTests;
  if (passed + failed === 0) console.error('CI: jest found no test');
  if (code !== 0 && failed === 0) console.error(`CI: npm test ended with exit code ${code}`);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = code !== 0 || failed > 0 || passed === 0 ? 1 : 0;
}
