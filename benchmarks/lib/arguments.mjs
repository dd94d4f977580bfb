// @ts-check
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [NAME…] [options]

  NAME…           the benchmarks to run; all, where none is named
  --list          name them all, with what each measures
  --runs N        rounds of each measurement (default 5); slow ones take fewer
  --full          also the sizes that take minutes
  --quick         the tiny form, which only shows that the scripts work
  --json FILE     also write what was measured to FILE
  --no-build      measure dist/ as it is
  --write-readme  write the tables of README.md: from this run, or from the last one where no NAME is given
  --help`;

/**
 * @typedef {{ names: string[], list: boolean, runs: number, full: boolean, quick: boolean, json: string | undefined, build: boolean, writeReadme: boolean, help: boolean }} Arguments
 */

/** @param {string[]} argv @param {readonly string[]} known @returns {Arguments | string} a string is an error message */
export function parseArguments(argv, known) {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        list: { type: 'boolean', default: false },
        runs: { type: 'string' },
        full: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        'no-build': { type: 'boolean', default: false },
        'write-readme': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const unknown = positionals.find((name) => !known.includes(name));
    if (unknown !== undefined) return `there is no benchmark "${unknown}"; there are ${known.join(', ')}`;
    const runs = Number(values.runs ?? (values.quick ? 1 : 5));
    if (!Number.isInteger(runs) || runs < 1) return `--runs is "${values.runs}"; it must be a whole number from 1`;
    return {
      names: positionals,
      list: values.list,
      runs,
      full: values.full,
      quick: values.quick,
      json: values.json,
      build: !values['no-build'],
      writeReadme: values['write-readme'],
      help: values.help,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
