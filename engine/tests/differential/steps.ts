import { EDITS } from './edits';
import { Random } from './random';

/** A step of a session: the name of an edit, and the seed of its choices. */
export interface Step {
  readonly edit: string;
  readonly seed: number;
  /** True if a run follows; otherwise edits accumulate. */
  readonly runs: boolean;
}

/** The steps of a session by seed. */
export function stepsOf(seed: number, count: number): Step[] {
  const random = new Random(seed ^ 0x5f3759df);
  const names = Object.keys(EDITS);
  return Array.from({ length: count }, () => ({
    edit: random.one(names),
    seed: random.seed(),
    runs: random.chance(0.8),
  }));
}
