// @ts-check
// K1 task 2: no locked package version is on the committed list of advisories.
// Usage, from the workspace's root: node 02-scan-vulnerabilities.mjs <folder of package-lock.json>
import { posix } from 'node:path';
import { matchAdvisories } from '../../../tools/review-advisories.mjs';
import { atLeast, atMost, finish, openOutput, writeOutput } from './lib/result.mjs';

const task = 'scan-vulnerabilities';
const projectRoot = process.argv[2] ?? '.';
const output = posix.join(projectRoot, 'build', task);
const { advisories, compared, locked, matches, serious, unread, unusable, lines } = matchAdvisories(projectRoot);

openOutput(output);
writeOutput(output, 'vulnerability-report.json', {
  advisories: advisories.length,
  // The list ages: advisories published after this date are not on it.
  advisoriesCompared: compared,
  packages: locked.length,
  matches,
});
for (const line of lines) console.error(line);
finish(output, {
  task,
  gates: [
    atLeast('packages-checked', 1, locked.length),
    atMost('packages-not-compared', 0, unread.length),
    atLeast('advisories-known', 1, advisories.length),
    atMost('advisories-unusable', 0, unusable.length),
    atMost('critical-or-high', 0, serious.length),
    atMost('moderate-or-low', 0, matches.length - serious.length, false),
  ],
  figures: { packages: locked.length, advisories: advisories.length, matches: matches.length },
});
