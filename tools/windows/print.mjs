// @ts-check
// Prints the result of `prepare` as JSON; fails with one line if Wine is not installed.
import { prepare } from './prepare.mjs';

try {
  console.log(JSON.stringify(prepare({ install: false })));
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
