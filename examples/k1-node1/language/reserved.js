// @ts-check
/** Node names become variables in TypeScript and C++, so their keywords and globals are reserved. */

const TYPESCRIPT = `arguments await break case catch class const continue debugger default delete do else enum eval export
  extends false finally for function if implements import in instanceof interface let new null package private protected
  public return static super switch this throw true try typeof undefined var void while with yield`;

const CPP = `alignas alignof and asm auto bitand bitor bool char compl concept consteval constexpr constinit decltype double
  dynamic explicit extern float friend goto inline int long mutable namespace noexcept not nullptr operator or register
  reinterpret requires short signed sizeof std struct template thread typedef typeid typename union unsigned using
  virtual volatile xor`;

/** Names that the templates use. */
const TEMPLATES = 'audio frame i k1 leds meta parameters render rgb scratch state';

/** @type {ReadonlySet<string>} */
const RESERVED = new Set(`${TYPESCRIPT} ${CPP} ${TEMPLATES}`.split(/\s+/));

module.exports = { RESERVED };
