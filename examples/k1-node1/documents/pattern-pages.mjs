// @ts-check
import { layoutOf } from './graph-layout.mjs';
import { counted, lowerFirst, parameterRow, titleOf } from './words.mjs';

/**
 * @typedef {import('./load.mjs').Library} Library
 * @typedef {Library['patterns'][number]} Pattern
 */

const SECONDS = 6;
const KINDS = { music: 'With music', silence: 'Without audio' };
const LAYOUTS = { centre: 'outwards from the middle', copy: 'the left half, mirrored', none: 'from end to end' };

/** A page and a graph picture per pattern, and the index page. @param {Library} library */
export function patternPages(library) {
  const { patterns } = library;
  const families = [...new Set(patterns.map(({ family }) => family))].sort();
  const index = {
    patternCount: patterns.length,
    ledCount: 160,
    familyCount: families.length,
    audioCount: patterns.filter(({ audioReactive }) => audioReactive).length,
    seconds: SECONDS,
    families: families.map((family) => ({
      title: titleOf(family),
      patterns: patterns.filter((one) => one.family === family).map((one) => cardOf(library, one)),
    })),
  };
  return [
    { kind: 'index', path: 'index.md', ...index },
    ...patterns.map((one) => ({ kind: 'pattern', path: `patterns/${one.id}.md`, ...pageOf(library, one) })),
    ...patterns.map(({ id, name, graph }) => {
      return { kind: 'graph', path: `graphs/${id}.svg`, title: `Graph of ${name}`, ...layoutOf(graph) };
    }),
  ];
}

/** @param {Library} library @param {Pattern} pattern */
function cardOf({ pictures }, { id, name, spec, audioReactive }) {
  const kind = pictures.get(id)?.still ? 'stands still' : 'moves by itself';
  return {
    ...{ id, name, summary: summaryOf(spec), picture: `pictures/${id}-music.png` },
    kind: audioReactive ? 'listens to music' : kind,
  };
}

/** @param {Library} library @param {Pattern} pattern */
function pageOf({ pictures, unitTests, parameters }, pattern) {
  const { id, name, family, module, symmetry, audio, audioReactive, random, edges, spec } = pattern;
  const { kinds = [], look = {} } = pictures.get(id) ?? {};
  const tests = unitTests.filter(({ group }) => group === id);
  return {
    ...{ id, name, module, audioReactive, random, edges, seconds: SECONDS, summary: summaryOf(spec) },
    idle: spec.idle ? `Without audio: ${lowerFirst(spec.idle)}` : 'Without audio it shows the same graph at rest.',
    pictures: kinds.map((kind) => {
      return { file: `pictures/${id}-${kind}.png`, title: audioReactive ? KINDS[kind] : 'By itself' };
    }),
    look: Object.entries(look)
      .map(([setting, value]) => `\`${setting}\` ${value}`)
      .join(', '),
    familyTitle: titleOf(family),
    layout: LAYOUTS[symmetry],
    audioText: audio.length > 0 ? `listens to ${audio.join(', ')}` : 'does not listen',
    memoryText: `${counted(pattern.stateBytes, 'byte')} from frame to frame, ${counted(pattern.scratchBytes, 'byte')} within one`,
    nodeCount: pattern.nodes.length,
    tests: `${tests.filter(({ passed }) => passed).length} of ${tests.length} unit tests passed`,
    parameters: parameters.filter((one) => pattern.parameters.includes(one.id)).map(parameterRow),
  };
}

/** @param {any} spec */
function summaryOf(spec) {
  return String(spec.summary ?? 'Nobody has described it yet.');
}
