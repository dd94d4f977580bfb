// @ts-check
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BENCHMARKS = dirname(dirname(fileURLToPath(import.meta.url)));
export const REPOSITORY = dirname(BENCHMARKS);
/** The peers, with their own lock file. */
export const PEERS = join(BENCHMARKS, 'peers');
export const WORKLOAD = join(BENCHMARKS, 'workload');
export const DRIVERS = join(BENCHMARKS, 'drivers');
/** The last results of `npm run bench`, one entry for each benchmark. */
export const LATEST = join(BENCHMARKS, 'results', 'latest.json');
/** The figures in README.md. */
export const RECORDED = join(BENCHMARKS, 'results', 'recorded.json');
export const README = join(BENCHMARKS, 'README.md');
/** The repository's own README, which shows a few of them. */
export const FRONT_PAGE = join(REPOSITORY, 'README.md');
