import type { Schema } from './schema-document';

/**
 * What a schema says about one part of a value, a field of an object or the items of an array:
 *
 * - `known`: it may exist, with a value of one of these schemas
 * - `closed`: it cannot exist
 * - `listed`: the schema lists fields, and this is not one of them
 * - `open`: it may exist, with any value
 * - `nothing`: the schema does not say
 * - `never`: no value satisfies the schema
 */
export type Answer =
  | { readonly is: 'known'; readonly schemas: readonly Schema[] }
  | { readonly is: 'closed' | 'listed' | 'open' | 'nothing' | 'never' };

export const CLOSED: Answer = { is: 'closed' };
export const LISTED: Answer = { is: 'listed' };
export const OPEN: Answer = { is: 'open' };
export const UNSPECIFIED: Answer = { is: 'nothing' };
export const NEVER: Answer = { is: 'never' };

export function known(...schemas: readonly Schema[]): Answer {
  return { is: 'known', schemas };
}

/** Precedence if both schemas apply. */
const PRECEDENCE_OF_ALL = ['never', 'known', 'closed', 'open', 'listed', 'nothing'] as const;

/**
 * Combines answers of schemas that all apply.
 *
 * @param both combines the schemas of a part that two of them describe
 */
export function combineAll(
  answers: readonly Answer[],
  both: (a: readonly Schema[], b: readonly Schema[]) => readonly Schema[],
): Answer {
  let sum: Answer = UNSPECIFIED;
  for (const one of answers) {
    if (sum.is === 'known' && one.is === 'known') sum = known(...both(sum.schemas, one.schemas));
    else if (PRECEDENCE_OF_ALL.indexOf(one.is) < PRECEDENCE_OF_ALL.indexOf(sum.is)) sum = one;
  }
  return sum;
}

/** Precedence if one of two schemas applies. */
const PRECEDENCE_OF_ANY = ['open', 'nothing', 'known', 'listed', 'closed', 'never'] as const;

/** Combines answers of schemas of which one applies, and it is not known which. */
export function combineAny(answers: readonly Answer[]): Answer {
  let sum: Answer = NEVER;
  for (const one of answers) {
    if (sum.is === 'known' && one.is === 'known') sum = known(...sum.schemas, ...one.schemas);
    else if (isEither(sum, one)) sum = OPEN;
    else if (PRECEDENCE_OF_ANY.indexOf(one.is) < PRECEDENCE_OF_ANY.indexOf(sum.is)) sum = one;
  }
  return sum;
}

/** True if one schema describes the part and the other says nothing: it may have any value. */
function isEither(a: Answer, b: Answer): boolean {
  return (a.is === 'known' && b.is === 'nothing') || (a.is === 'nothing' && b.is === 'known');
}
