import { LONG, tried } from '../../../testing/tried';
import { MUTATIONS } from './mutations';
import { Engines } from './engines';
import { play, type Problem } from './session';
import { stepsOf, type Step } from './steps';

jest.setTimeout(LONG ? 7_200_000 : 300_000);

/**
 * `DIFFERENTIAL_SEED` and `DIFFERENTIAL_SESSIONS` choose others, `DIFFERENTIAL_SHOWN` how many problems are looked for:
 * a problem found is told with its seed and with as few edits as lead to it.
 */
const STEPS = 12;
const SESSIONS = Number(process.env['DIFFERENTIAL_SESSIONS'] ?? (LONG ? 840 : 8));
const FIRST_SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
/** How many sessions that fail are told of. */
const SHOWN = Number(process.env['DIFFERENTIAL_SHOWN'] ?? 1);

describe('after any edits, an incremental run', () => {
  it.each(MUTATIONS)('that leaves out $what is found out', async (mutation) => {
    const engines = new Engines(mutation);
    let problem: Problem | undefined;
    try {
      for (let seed = 1; seed <= 40 && !problem; seed++) problem = await play(seed, stepsOf(seed, STEPS), engines);
    } finally {
      await engines.end();
    }
    expect(problem?.kind).toBe('other bytes than a clean run');
  });

  it('gives what a clean run gives, as check and explain said', async () => {
    const engines = new Engines();
    const found: string[] = [];
    let count = 0;
    try {
      for (let seed = FIRST_SEED; seed < FIRST_SEED + SESSIONS && found.length < SHOWN; seed++) {
        const steps = stepsOf(seed, STEPS);
        const problem = await play(seed, steps, engines);
        count += STEPS;
        if (problem) found.push(await told(seed, steps, problem, engines));
        if (problem) process.stderr.write(`${found.at(-1)}\n`);
        if (LONG && (seed - FIRST_SEED) % 25 === 24) process.stderr.write(`${count} edits, ${found.length} problems\n`);
      }
    } finally {
      await engines.end();
    }
    expect(found.join('\n\n')).toBe('');
    // Edits of workspaces whose runs all fail would show nothing.
    expect(engines.counts.succeeded).toBeGreaterThan(engines.counts.failed * 4);
    tried('edits compared with a clean run', count);
  });
});

/** The problem with the fewest edits that lead to one of its kind. */
async function told(seed: number, all: readonly Step[], problem: Problem, engines: Engines): Promise<string> {
  let [steps, least] = [all.slice(0, problem.at + 1), problem];
  for (let at = steps.length - 1; at >= 0; at--) {
    const fewer = [...steps.slice(0, at), ...steps.slice(at + 1)];
    const again = await play(seed, fewer, engines);
    if (again?.kind === least.kind) [steps, least] = [fewer.slice(0, again.at + 1), again];
  }
  const edits = steps.map(({ edit, seed: of, runs }) => `  ${edit} (${of})${runs ? '' : ', without a run'}`);
  return [`seed ${seed}: ${least.kind}, after`, ...edits, least.details].join('\n');
}
