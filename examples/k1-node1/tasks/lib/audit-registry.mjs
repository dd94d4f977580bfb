// @ts-check
/**
 * The fixed lines of a registry. They contain casts and placement new, which renderers must not use, so each line is
 * allowed only verbatim.
 */
const LINES = new Set(
  `#ifndef K1_REGISTRY_HPP
  #define K1_REGISTRY_HPP
  #endif // K1_REGISTRY_HPP
  #include <algorithm>
  #include <cstddef>
  #include <new>
  #include <string_view>
  #include <type_traits>
  #include "../cpp-runtime/k1_runtime.hpp"
  namespace k1 {
  } // namespace k1
  struct RegistryEntry {
  PatternMeta meta;
  std::size_t state_size;
  void (*reset)(void* state);
  void (*render)(const Frame& frame, const Parameters& parameters, const AudioSnapshot& audio, void* state, float* leds);
  template <class State>
  void resetState(void* state) {
  static_assert(std::is_trivially_destructible_v<State>);
  ::new (state) State{};
  template <class State, void (*render)(const Frame&, const Parameters&, const AudioSnapshot&, State&, float*)>
  void renderState(const Frame& frame, const Parameters& parameters, const AudioSnapshot& audio, void* state, float* leds) {
  render(frame, parameters, audio, *std::launder(static_cast<State*>(state)), leds);
  constexpr RegistryEntry entryOf(const PatternMeta& meta) {
  return {meta, sizeof(State), resetState<State>, renderState<State, render>};
  inline constexpr RegistryEntry registry[] = {
  inline constexpr std::size_t STATE_SIZE = std::max({
  inline constexpr std::size_t STATE_ALIGNMENT = std::max({
  struct StateStorage {
  alignas(STATE_ALIGNMENT) unsigned char bytes[STATE_SIZE];
  constexpr const RegistryEntry* findPattern(std::string_view id) {
  for (const RegistryEntry& entry : registry) {
  if (id == entry.meta.id) return &entry;
  return nullptr;
  }
  };
  });
  export interface RegistryEntry {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly audioReactive: boolean;
  readonly parameters: readonly string[];
  readonly load: () => Promise<PatternModule>;
  export interface PatternModule {
  readonly meta: { readonly id: string };
  createState(): unknown;
  render(frame: never, parameters: never, audio: never, state: never, leds: Float32Array): Float32Array;
  export const registry: readonly RegistryEntry[] = [
  export const registry = [
  parameters: [
  ],
  {
  },
  ];
  export function findPattern(id: string): RegistryEntry | undefined {
  export function findPattern(id) {
  return registry.find((entry) => entry.id === id);`
    .split('\n')
    .map((line) => line.trim()),
);
const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;
const LINES_OF_A_PATTERN = [
  /^#include "\.\.\/\.\.\/patterns\/[a-z0-9-]+\/build\/code-generation\/cpp\/[a-z0-9_]+\.[ch]pp"$/,
  /^entryOf<(\w+)::State, \1::render>\(\1::meta\),$/,
  /^(sizeof|alignof)\(\w+::State\),$/,
  new RegExp(`^(id|name|family): ${TEXT},$`),
  /^audioReactive: (true|false),$/,
  new RegExp(`^parameters: \\[(${TEXT}(, ${TEXT})*)?\\],$`),
  // The compiler breaks long lists into one string per line.
  new RegExp(`^${TEXT},?$`),
  /^load: \(\) => import\((['"])\.\.\/\.\.\/patterns\/[a-z0-9-]+\/build\/code-generation\/ts\/[a-z0-9-]+\.mjs\1\),?$/,
];
/** Comments on lines of their own. */
const COMMENT = /^[ \t]*(?:\/\/.*|\/\*(?:(?!\*\/)[^])*\*\/[ \t]*)$/gm;

/**
 * Finds every line of a registry that is neither one of the fixed lines nor part of a pattern's entry.
 *
 * @param {string} text the registry in C++ or TypeScript
 * @returns {{ hits: import('./audit-rules.mjs').Hit[], errors: number[] }}
 */
export function auditRegistry(text) {
  const code = text.replace(COMMENT, (comment) => comment.replace(/[^\n]/g, ' '));
  /** @type {import('./audit-rules.mjs').Hit[]} */
  const hits = [];
  let start = 0;
  for (const line of code.split('\n')) {
    const own = line.trim().replace(/ +/g, ' ');
    if (own !== '' && !LINES.has(own) && !LINES_OF_A_PATTERN.some((pattern) => pattern.test(own))) {
      const offset = start + line.length - line.trimStart().length;
      hits.push({ rule: 'syntax', offset, message: `"${own}" is not allowed in a registry` });
    }
    start += line.length + 1;
  }
  return { hits, errors: [] };
}
