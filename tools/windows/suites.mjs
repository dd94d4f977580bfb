// @ts-check
/** What each run of jest is told: the files, and of those with many cases the ones that differ by system. */
export const suites = [['--runTestsByPath', 'engine/tests/same-bytes.spec.ts']];
