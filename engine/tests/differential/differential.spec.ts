import { LONG, tried } from '../../../testing/tried';
import { Engines, play, stepsOf, type Problem, type Step } from './session';

jest.setTimeout(LONG ? 7_200_000 : 300_000);

const STEPS = 12;
const SESSIONS = Number(process.env['DIFFERENTIAL_SESSIONS'] ?? (LONG ? 840 : 13));
const FIRST_SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
/** How many sessions that fail are told of. */
const SHOWN = Number(process.env['DIFFERENTIAL_SHOWN'] ?? 1);
const MUTATION = process.env['DIFFERENTIAL_MUTATE'];

describe('after any edits, an incremental run', () => {
  it('gives what a clean run gives, as check and explain said', async () => {
    const engines = new Engines(MUTATION === undefined ? undefined : (JSON.parse(MUTATION) as object));
    const found: string[] = [];
    let count = 0;
    try {
      for (let seed = FIRST_SEED; seed < FIRST_SEED + SESSIONS && found.length < SHOWN; seed++) {
        const steps = stepsOf(seed, STEPS);
        const problem = await play(seed, steps, engines);
        count += STEPS;
        if (problem) found.push(await told(seed, steps, problem, engines));
      }
    } finally {
      await engines.end();
    }
    process.stdout.write(`${JSON.stringify(engines.counts)}\n`);
    tried('edits compared with a clean run', count);
    expect(found.join('\n\n')).toBe('');
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
