import { EDITS } from './edits';
import { Random } from './random';

/** One step of a session: an edit by its name, and the seed of its choices. */
export interface Step {
  readonly edit: string;
  readonly seed: number;
  /** Whether a run follows; otherwise the next edit comes on top. */
  readonly runs: boolean;
}

/** The steps of a seed's session. */
export function stepsOf(seed: number, count: number): Step[] {
  const random = new Random(seed ^ 0x5f3759df);
  const names = Object.keys(EDITS);
  return Array.from({ length: count }, () => ({
    edit: random.one(names),
    seed: random.seed(),
    runs: random.chance(0.8),
  }));
}
