import { sha256OfParts } from '../../state/hash';
import { Doubt, Observation, type Question } from './observation';
import type { Observed } from './observed';

/**
 * What rendering a library file read of each pattern's data: the questions, and a hash of the answers. Plain data.
 *
 * The rule: a rendering that is told the same answers by all patterns asks the same questions and gives the same text,
 * because it sees nothing else of them. So where the data of a pattern has changed, and still answers the questions of
 * the last rendering as it did then, the file need not be rendered again.
 */
export interface Usage {
  /** Lists of questions, each once: most patterns are asked the same. */
  readonly lists: readonly (readonly Question[])[];
  /** By pattern: the position of its list. */
  readonly asked: readonly number[];
  /** By pattern: sha256 over the answers; all in one text. */
  readonly answers: string;
}

const HASH_LENGTH = 64;

/** @param observed by pattern */
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

/** Whether a pattern's data of today answers as that of the last rendering did. */
export function answersAlike({ lists, asked, answers }: Usage, pattern: number, data: unknown): boolean {
  const questions = lists[asked[pattern] ?? -1];
  if (!questions) return false;
  try {
    const observation = new Observation(data);
    for (const question of questions) observation.ask(question);
    const before = answers.slice(pattern * HASH_LENGTH, (pattern + 1) * HASH_LENGTH);
    return sha256OfParts(observation.answers) === before;
  } catch (error) {
    if (error instanceof Doubt) return false;
    throw error;
  }
}
