import { sha256OfParts } from '../../state/hash';
import { UnobservableError, Observation, type Question } from './observation';
import type { Observed } from './observed';

/**
 * What rendering a library file read of each pattern's data: the questions, and a hash of the answers. Plain data.
 *
 * If all patterns give the same answers, a rendering asks the same questions and yields the same text, because it sees
 * nothing else of them. So if a changed pattern still answers the questions of the last rendering in the same way, the
 * file need not be rendered again.
 */
export interface Usage {
  /** Distinct lists of questions: most patterns are asked the same. */
  readonly lists: readonly (readonly Question[])[];
  /** Index of each pattern's list. */
  readonly asked: readonly number[];
  /** sha256 of each pattern's answers, concatenated. */
  readonly answers: string;
}

const HASH_LENGTH = 64;

/** @param observed observations in the order of the patterns */
export function usageOf(observed: readonly Observed[]): Usage {
  const positions = new Map<string, number>();
  const lists: (readonly Question[])[] = [];
  const asked = observed.map(({ questions }) => {
    const key = JSON.stringify(questions);
    const known = positions.get(key);
    if (known !== undefined) return known;
    positions.set(key, lists.length);
    return lists.push(questions) - 1;
  });
  return { lists, asked, answers: observed.map(({ answers }) => sha256OfParts(answers)).join('') };
}

/** True if a pattern's current data gives the same answers as in the last rendering. */
export function hasSameAnswers({ lists, asked, answers }: Usage, pattern: number, data: unknown): boolean {
  const questions = lists[asked[pattern] ?? -1];
  if (!questions) return false;
  try {
    const observation = new Observation(data);
    for (const question of questions) observation.ask(question);
    const before = answers.slice(pattern * HASH_LENGTH, (pattern + 1) * HASH_LENGTH);
    return sha256OfParts(observation.answers) === before;
  } catch (error) {
    if (error instanceof UnobservableError) return false;
    throw error;
  }
}
