// @ts-check
// Prints what `prepare` gives as JSON; fails with one line where Wine is not installed.
import { prepare } from './prepare.mjs';

try {
  console.log(JSON.stringify(prepare({ install: false })));
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
