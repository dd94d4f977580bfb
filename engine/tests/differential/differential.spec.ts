import { LONG, tried } from '../../../testing/tried';
import { MUTATIONS } from './mutations';
import { Engines } from './engines';
import { play, type Problem } from './session';
import { stepsOf, type Step } from './steps';

jest.setTimeout(LONG ? 7_200_000 : 300_000);

/**
 * `DIFFERENTIAL_SEED` and `DIFFERENTIAL_SESSIONS` select other sessions; `DIFFERENTIAL_SHOWN` limits the number of
 * reported problems. A problem is reported with its seed and the fewest edits that reproduce it.
 */
const STEPS = 12;
const SESSIONS = Number(process.env['DIFFERENTIAL_SESSIONS'] ?? (LONG ? 840 : 8));
const FIRST_SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
/** Most failed sessions that are reported. */
const SHOWN = Number(process.env['DIFFERENTIAL_SHOWN'] ?? 1);

describe('an incremental run after random edits', () => {
  it.each(MUTATIONS)('is detected as wrong if it leaves out $what', async (mutation) => {
    const engines = new Engines(mutation);
    let problem: Problem | undefined;
    try {
      for (let seed = 1; seed <= 40 && !problem; seed++) problem = await play(seed, stepsOf(seed, STEPS), engines);
    } finally {
      await engines.end();
    }
    expect(problem?.kind).toBe('other bytes than a clean run');
  });

  it('equals a clean run, and check and explain predicted it', async () => {
    const engines = new Engines();
    const found: string[] = [];
    let count = 0;
    try {
      for (let seed = FIRST_SEED; seed < FIRST_SEED + SESSIONS && found.length < SHOWN; seed++) {
        const steps = stepsOf(seed, STEPS);
        const problem = await play(seed, steps, engines);
        count += STEPS;
        if (problem) found.push(await reportOf(seed, steps, problem, engines));
        if (problem) process.stderr.write(`${found.at(-1)}\n`);
        if (LONG && (seed - FIRST_SEED) % 25 === 24) process.stderr.write(`${count} edits, ${found.length} problems\n`);
      }
    } finally {
      await engines.end();
    }
    expect(found.join('\n\n')).toBe('');
    // If all runs failed, the edits would prove nothing.
    expect(engines.counts.succeeded).toBeGreaterThan(engines.counts.failed * 4);
    tried('edits compared with a clean run', count);
  });
});

/** Reports the problem with the fewest edits that lead to one of its kind. */
async function reportOf(seed: number, all: readonly Step[], problem: Problem, engines: Engines): Promise<string> {
  let [steps, least] = [all.slice(0, problem.at + 1), problem];
  for (let at = steps.length - 1; at >= 0; at--) {
    const fewer = [...steps.slice(0, at), ...steps.slice(at + 1)];
    const again = await play(seed, fewer, engines);
    if (again?.kind === least.kind) [steps, least] = [fewer.slice(0, again.at + 1), again];
  }
  const edits = steps.map(({ edit, seed: of, runs }) => `  ${edit} (${of})${runs ? '' : ', without a run'}`);
  return [`seed ${seed}: ${least.kind}, after`, ...edits, least.details].join('\n');
}
