// @ts-check
// Task 12: compares the outputs of tasks 7 to 13 with each other. Run by jest through lib/run-suite.mjs.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDatabase } from '../lib/pattern-database.mjs';
import { audioSources, reachingOutput } from '../lib/pattern-graph.mjs';

/** @typedef {import('../lib/library.mjs').IndexedPattern} IndexedPattern */
/** @typedef {typeof import('../lib/renderers.mjs').loadRenderer} LoadRenderer */
/** @type {{ root: string, example: string, patterns: IndexedPattern[], loadRenderer: LoadRenderer }} */
const { root, example, patterns, loadRenderer } = /** @type {any} */ (globalThis).K1;
const folder = join(root, example);
const load = (/** @type {string} */ path) => import(path);
const read = (/** @type {string} */ file) => readFileSync(join(folder, 'build', file), 'utf8');
const openapi = JSON.parse(read('api-layer/openapi.json'));
const { schemas } = openapi.components;
const ids = patterns.map(({ id }) => id);

/** @type {Awaited<ReturnType<typeof readDatabase>>} */
let database;
/** @type {Map<string, Awaited<ReturnType<LoadRenderer>>>} */
const renderers = new Map();

beforeAll(async () => {
  database = await readDatabase(readFileSync(join(folder, 'build/database-integration/patterns.sqlite')));
  for (const { id, module } of patterns) renderers.set(id, await loadRenderer(folder, module));
});

describe('patterns', () => {
  test('the database has those of the index', () => {
    expect(database.patterns.map(({ id }) => id)).toEqual(ids);
  });

  test('the interface has those of the index', () => {
    expect([...schemas.PatternId.enum].sort()).toEqual(ids);
  });

  test('the generated modules are those of the index', async () => {
    const folders = [...new Set(patterns.map(({ module }) => join(folder, module, '../index.mjs')))];
    const exported = await Promise.all(folders.map(async (file) => Object.keys(await load(file))));
    expect(exported.flat().sort()).toEqual(ids);
  });

  test.each(patterns)(
    '$id: name, family, parameters and what it needs are the same everywhere',
    ({ id, family, parameters }) => {
      const wanted = declared(patterns.find((one) => one.id === id));
      const { meta } = /** @type {any} */ (renderers.get(id)).module;
      const row = /** @type {any} */ (database.patterns.find((one) => one.id === id));
      for (const one of [meta, row]) expect(declared(one)).toEqual(wanted);
      expect(schemas.FamilyId.enum).toContain(family);
      for (const parameter of parameters) expect(schemas.ParameterId.enum).toContain(parameter);
    },
  );
});

describe('parameters', () => {
  const described = Object.entries(schemas.Parameters.properties);

  test('the database has those of the interface, with their ranges', () => {
    const rows = /** @type {any[]} */ (database.parameters).map(({ id, kind, min, max, default: normal }) => {
      if (kind === 'bool') return [id, 'boolean', 0, 1, normal >= 0.5];
      return [id, kind === 'int' ? 'integer' : 'number', min, max, normal];
    });
    const fields = described.map(([id, one]) => {
      const { type, minimum = 0, maximum = 1, default: normal } = /** @type {any} */ (one);
      return [id, type, minimum, maximum, normal];
    });
    expect(rows.sort()).toEqual(fields.sort());
  });

  test('a change may go as far as the parameter, and has no default', () => {
    const ranges = described.map(([name, one]) => {
      const { default: _default, ...range } = /** @type {any} */ (one);
      return [name, range];
    });
    expect(schemas.ParameterChanges.properties).toEqual(Object.fromEntries(ranges));
  });

  test.each(patterns)('$id starts from the defaults of the interface', ({ id }) => {
    const { runtime } = /** @type {any} */ (renderers.get(id));
    const defaults = described.map(([name, one]) => [name, Number(/** @type {any} */ (one).default)]);
    expect(runtime.createParameters()).toEqual(Object.fromEntries(defaults));
  });
});

describe('audio', () => {
  const sources = audioSources(JSON.parse(readFileSync(join(folder, 'language/nodes/audio.json'), 'utf8')));

  test.each(patterns)('$id is flagged exactly when an audio node reaches its output', (pattern) => {
    const heard = reachingOutput(pattern).some(({ type }) => sources.has(type));
    expect({ id: pattern.id, audioReactive: pattern.audioReactive }).toEqual({ id: pattern.id, audioReactive: heard });
  });

  test.each(patterns)('$id draws the same with every sound where it is not flagged', ({ id, audioReactive }) => {
    const quiet = picture(id, () => 0);
    const loud = [0.35, 0.8].map((level) => picture(id, (at) => level * (0.5 + 0.5 * Math.sin(at))));
    expect({ id, changed: loud.some((one) => one !== quiet) }).toEqual({ id, changed: audioReactive });
  });
});

describe('interface', () => {
  test('the client has the operations of the description', async () => {
    const api = await load(join(folder, 'build/api-layer/api.mjs'));
    const operations = Object.values(openapi.paths).flatMap((path) => Object.values(/** @type {object} */ (path)));
    const client = api.createClient('http://k1.local/api/v1', () => undefined);
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(client).sort());
  });

  test('a client and a server understand each other, and refuse what is out of range', async () => {
    const api = await load(join(folder, 'build/api-layer/api.mjs'));
    const values = Object.fromEntries(
      Object.entries(schemas.Parameters.properties).map(([name, one]) => [name, /** @type {any} */ (one).default]),
    );
    let selected = ids[0];
    const server = {
      listPatterns: async (/** @type {any} */ { family, audioReactive }) =>
        patterns
          .filter((one) => family === undefined || one.family === family)
          .filter((one) => audioReactive === undefined || one.audioReactive === audioReactive)
          .map(pick),
      getPattern: async (/** @type {any} */ { id }) => pick(patterns.find((one) => one.id === id)),
      getSelection: async () => ({ pattern: selected }),
      selectPattern: async (/** @type {any} */ { body }) => ({ pattern: (selected = body.pattern) }),
      getParameters: async () => values,
      setParameters: async (/** @type {any} */ { body }) => Object.assign(values, body),
    };
    const base = 'http://k1.local/api/v1';
    const client = api.createClient(base, api.createHandler(base, server));
    const last = patterns.at(-1);
    expect((await client.listPatterns()).map((/** @type {any} */ one) => one.id)).toEqual(ids);
    expect((await client.listPatterns({ audioReactive: true })).length).toBe(
      patterns.filter(({ audioReactive }) => audioReactive).length,
    );
    expect(await client.getPattern({ id: last?.id })).toEqual(pick(last));
    await client.selectPattern({ body: { pattern: last?.id } });
    expect(await client.getSelection()).toEqual({ pattern: last?.id });
    expect((await client.setParameters({ body: { speed: 1 } })).speed).toBe(1);
    await expect(client.setParameters({ body: { speed: 2 } })).rejects.toMatchObject({ status: 400 });
    await expect(client.setParameters({ body: { sped: 1 } })).rejects.toMatchObject({ status: 400 });
    await expect(client.getPattern({ id: 'no-such-pattern' })).rejects.toMatchObject({ status: 404 });
    expect((await client.getParameters()).speed).toBe(1);
  });
});

describe('error codes', () => {
  test('the enum has every code of the reference page, once in its area', () => {
    const page = [...read('error-codes/error-codes.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, code]) => code);
    const members = [...read('error-codes/error-codes.ts').matchAll(/^ {2}\w+ = '([^']+)',$/gm)];
    expect(members.map(([, code]) => code)).toEqual(page);
    expect(page.length).toBeGreaterThan(0);
  });
});

/** @param {any} one */
function pick({ id, name, family, parameters }) {
  return { id, name, family, parameters };
}

/** @param {any} one */
function declared({ symmetry, audioReactive, stateful, random, ...one }) {
  return { ...pick(/** @type {any} */ (one)), symmetry, audioReactive, stateful, random };
}

/** Renders thirty frames as text, with `value` for every audio list and level. @param {string} id @param {(at: number) => number} value */
function picture(id, value) {
  const { module, runtime } = /** @type {any} */ (renderers.get(id));
  const state = module.createState();
  const leds = new Float32Array(3 * runtime.LED_COUNT);
  const frames = Array.from({ length: 30 }, (_, index) => {
    const now = index * 20_000;
    const audio = runtime.createAudioSnapshot();
    for (const [name, field] of Object.entries(audio)) {
      if (typeof field === 'number') audio[name] = value(index);
      else if (typeof field === 'object')
        audio[name] = field.map((/** @type {number} */ _, /** @type {number} */ at) => value(at + index));
    }
    // Only a snapshot with sound is valid.
    const heard = value(1) !== 0;
    Object.assign(audio, { is_valid: heard, update_counter: heard ? index + 1 : 0, timestamp_us: heard ? now : 0 });
    module.render({ time: now / 1e6, dt: 0.02, now_us: now }, runtime.createParameters(), audio, state, leds);
    return leds.join();
  });
  return frames.join('\n');
}
