/** The error for a number that would change its value: a template would show another one. */
export interface InexactNumber {
  readonly severity: 'error';
  readonly code: 'spec-number';
  readonly message: string;
  readonly hint: string;
}

const INTEGER = /^([-+]?)(\d+|0x[\da-f]+|0o[0-7]+|0b[01]+)$/i;
/** A nonzero digit before any exponent. */
const NONZERO_DIGITS = /^[-+]?[0.]*[1-9]/;

/**
 * Checks that a number keeps its written value. An integer must keep every digit. A fraction may be rounded to the
 * nearest 64-bit number, but not to infinity or zero.
 *
 * @param written as in the file, including `_` between digits
 * @param value the parsed number
 */
export function inexactNumber(written: string, value: number | bigint): InexactNumber | undefined {
  const text = written.replaceAll('_', '');
  const number = Number(value);
  const [, sign, digits] = INTEGER.exec(text) ?? [];
  if (digits !== undefined ? isInteger(sign === '-', digits, number) : isNear(text, number)) return undefined;
  return {
    severity: 'error',
    code: 'spec-number',
    message: `${written} cannot be kept exactly: it would become ${number}`,
    hint: 'write it as a text, in quotes',
  };
}

function isInteger(isNegative: boolean, digits: string, value: number): boolean {
  if (Number.isSafeInteger(value)) return true;
  const shown = String(Math.abs(value));
  return /^\d+$/.test(shown) && BigInt(shown) === BigInt(digits) && value < 0 === isNegative;
}

function isNear(text: string, value: number): boolean {
  // `.inf` and `nan` have no digits.
  if (!/\d/.test(text)) return true;
  return Number.isFinite(value) && (value !== 0 || !NONZERO_DIGITS.test(text));
}
