/** Why a number cannot be kept as it is written: a template would show another one. */
export interface LostNumber {
  readonly severity: 'error';
  readonly code: 'spec-number';
  readonly message: string;
  readonly hint: string;
}

const INTEGER = /^([-+]?)(\d+|0x[\da-f]+|0o[0-7]+|0b[01]+)$/i;
/** Digits that are not all zero, before any exponent. */
const NOT_ZERO = /^[-+]?[0.]*[1-9]/;

/**
 * Whether a number still says what was written. An integer has to keep each digit; a fraction is what any program makes
 * of it, the nearest number of 64 bits, but neither infinity nor nothing at all.
 *
 * @param written as it stands in the file, `_` between digits included
 * @param value what it was read as
 */
export function lostNumber(written: string, value: number | bigint): LostNumber | undefined {
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
  return Number.isFinite(value) && (value !== 0 || !NOT_ZERO.test(text));
}
