// Dictionaries of the formats.
/** A sha256. */
export const HASH = 'ab'.repeat(32);
/** Parts of paths that lead elsewhere. */
export const PATHS = [
  '..',
  '.',
  '/',
  '\\',
  'C:',
  '\0',
  '~',
  '.codegen-',
  'con',
  'é',
  '\u202e',
  'a/b',
  ' ',
  '%2e',
  '*',
  '{a,b}',
];
export const JSON_WORDS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  'null',
  'true',
  '-0',
  '1e999',
  '\\ud800',
  '\\u0000',
  '//',
  '/*',
  '*/',
];
/** Keys that reach into JavaScript's built-in objects. */
export const KEYS = ['"__proto__"', '"constructor"', '"prototype"', '"toString"', '""'];
