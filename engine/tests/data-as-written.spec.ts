import { expectClean } from '../testing/delta-run';
import { small } from '../testing/small';
import { Driver } from '../testing/driver';
import { endDriver, type Workspace } from '../testing/workspace';

afterAll(endDriver);

let workspace: Workspace;
afterEach(() => workspace.dispose());

/** The data of a source file, rendered as JSON by a template. */
async function shown(file: string, text: string): Promise<unknown> {
  workspace = small({ [`specs/${file}`]: text, 'templates/one.hbs': '{{json this}}' }, { patterns: [`specs/${file}`] });
  await workspace.succeed();
  return JSON.parse(workspace.read(`generated/${file.replace(/\..*/, '')}.txt`));
}

describe('dates', () => {
  it.each(['Pacific/Auckland', 'America/Los_Angeles'])('stay strings as written, in %s', async (zone) => {
    workspace = small(
      {
        'specs/y.yaml': 'when: !!timestamp 2024-01-02T23:30:00Z\n',
        'specs/z.yaml': '%YAML 1.1\n---\nwhen: 2024-01-02 23:30:00\n',
        'specs/t.toml': 'when = 2024-01-02 23:30:00.50+01:00 # late\n',
        'templates/one.hbs': '{{when}}',
      },
      { patterns: ['specs/{y,z}.yaml', 'specs/*.toml'] },
    );
    const driver = new Driver({ TZ: zone });
    try {
      await workspace.runIn(driver);
    } finally {
      await driver.kill();
    }
    const read = (name: string): string => workspace.read(`generated/${name}.txt`);
    expect([read('y'), read('z'), read('t')]).toEqual([
      '2024-01-02T23:30:00Z',
      '2024-01-02 23:30:00',
      '2024-01-02 23:30:00.50+01:00',
    ]);
  });

  it('and times of TOML stay strings too', async () => {
    expect(
      await shown('t.toml', 'd = 1979-05-27\nt = [07:32:00, 07:32:00.999999]\nl = { a = 1979-05-27T07:32:00 }\n'),
    ).toEqual({
      d: '1979-05-27',
      t: ['07:32:00', '07:32:00.999999'],
      l: { a: '1979-05-27T07:32:00' },
    });
  });
});

describe('numbers', () => {
  it('of any length are accepted if exact', async () => {
    const numbers =
      '9007199254740991, -9007199254740992, 100000000000000000000, 1e300, 0.1000000000000000055511151231257827';
    expect(await shown('n.json', `[${numbers}]`)).toEqual(JSON.parse(`[${numbers}]`));
    expect(await shown('n.yaml', `[${numbers}]`)).toEqual(JSON.parse(`[${numbers}]`));
    expect(await shown('n.toml', 'n = [9007199254740991, 0x1F, 1_000, -0.0, 1e300]')).toEqual({
      n: [9007199254740991, 31, 1000, 0, 1e300],
    });
  });

  it('may be infinite or NaN if the format allows it', async () => {
    workspace = small(
      {
        'specs/n.toml': 'a = inf\nb = -inf\nc = nan\n',
        'specs/n.yaml': '{ a: .inf, b: -.inf, c: .nan }',
        'templates/one.hbs': '{{a}} {{b}} {{c}}',
      },
      { patterns: ['specs/n.*'], emit: [{ template: 'one', to: '{{kebabCase @path}}.txt' }] },
    );
    await workspace.succeed();
    expect(workspace.read('generated/specs-n-toml.txt')).toBe('Infinity -Infinity NaN');
    expect(workspace.read('generated/specs-n-yaml.txt')).toBe('Infinity -Infinity NaN');
    expect((await workspace.succeed()).counts).toBe('2/0/0 0/0/0');
  });

  it('in a schema may be rounded', async () => {
    workspace = small({ 'schema.json': '{ "properties": { "title": { "maximum": 9223372036854775807 } } }' });
    await workspace.succeed({ schema: 'schema.json' });
  });
});

describe('YAML', () => {
  it('merges with "<<"; explicit keys win', async () => {
    const text = 'b: &b { x: 1, y: 2 }\nc: &c { y: 4, z: 5 }\nd: { y: 3, <<: *b }\ne: { <<: [*c, *b], "<<": q }\n';
    expect(await shown('m.yaml', text)).toEqual({
      b: { x: 1, y: 2 },
      c: { y: 4, z: 5 },
      d: { y: 3, x: 1 },
      e: { y: 4, z: 5, x: 1, '<<': 'q' },
    });
  });

  it('yields lists for sets, objects for ordered maps, and binary values as written', async () => {
    const text =
      's: !!set { x, y }\no: !!omap [{ b: 1 }, { a: 2 }]\np: !!pairs [{ b: 1 }, { b: 2 }]\nd: !!binary aGk=\n';
    expect(await shown('t.yaml', text)).toEqual({
      s: ['x', 'y'],
      o: { b: 1, a: 2 },
      p: [{ b: 1 }, { b: 2 }],
      d: 'aGk=',
    });
  });

  it('may have many aliases of one value', async () => {
    const text = `a: &a text\nb: &b { c: *a }\nl: [${Array(5000).fill('*a').join()}]\nm: [${Array(500).fill('*b').join()}]\n`;
    expect(await shown('a.yaml', text)).toEqual({
      a: 'text',
      b: { c: 'text' },
      l: Array(5000).fill('text'),
      m: Array(500).fill({ c: 'text' }),
    });
  });
});

describe('JSON', () => {
  const text = '\ufeff{ // one\n  "a": [1, /* two */ 2,],\n  "__proto__": { "b": "//" },\n}';

  it.each(['c.json', 'c.jsonc'])('may have comments and trailing commas: %s', async (file) => {
    expect(JSON.stringify(await shown(file, text))).toBe('{"a":[1,2],"__proto__":{"b":"//"}}');
  });
});

describe('keys that every object inherits', () => {
  const NAMES = ['constructor', 'prototype', '__proto__', 'toString', 'hasOwnProperty'];
  const members = `{ ${NAMES.map((name) => `"${name}": { "v": "${name}!" }`).join(', ')} }`;
  const FILES = {
    'specs/a.json': `{ "title": "A", "in": ${members}, "list": [${members}] }`,
    'specs/b.jsonc': `{ // B\n "title": "B", "in": ${members}, "list": [${members}] }`,
    'specs/c.yaml': `{ title: C, in: ${members}, list: [${members}] }`,
    'specs/d.toml': `title = "D"\n${NAMES.map((name) => `in.${name}.v = "${name}!"\n`).join('')}[[list]]\n${NAMES.map((name) => `${name} = { v = "${name}!" }\n`).join('')}`,
    'templates/one.hbs': `{{#each in}}{{@key}}={{v}} {{/each}}{{#with in}}${NAMES.map((name) => `{{${name}.v}} {{#with (lookup . "${name}")}}{{v}}{{/with}} {{> p}}`).join('')}{{/with}}{{#each list}}{{__proto__.v}}{{/each}}`,
    'templates/all.hbs': `{{#each patterns}}{{in.__proto__.v}}{{#each in}}{{@key}}{{/each}} {{/each}}`,
    'partials/p.hbs': '{{__proto__.v}}',
  };
  const WANTED =
    NAMES.map((name) => `${name}=${name}! `).join('') +
    `${NAMES.map((name) => `${name}! ${name}! __proto__!`).join('')}__proto__!`;

  it.each([1, 2])('are ordinary data, in %d threads', async (workers) => {
    workspace = small(FILES, {
      workers,
      patterns: ['specs/*'],
      emit: [
        { template: 'one', to: '{{@name}}.txt' },
        { template: 'all', to: 'all.txt', each: 'library' },
      ],
    });
    await workspace.succeed();
    for (const name of ['a', 'b', 'c', 'd']) expect(workspace.read(`generated/${name}.txt`)).toBe(WANTED);
    expect(workspace.read('generated/all.txt')).toBe(`__proto__!${NAMES.join('')} `.repeat(4));
    workspace.edit('specs/a.json', '"__proto__!"', '"changed"');
    expect((await workspace.succeed()).counts).toBe('3/2/0 0/0/0');
    await expectClean(workspace);
    expect(({} as Record<string, unknown>)['v']).toBeUndefined();
  });

  it('can be items', async () => {
    workspace = small(
      { ...FILES, 'templates/one.hbs': '{{@key}} {{v}}' },
      { patterns: ['specs/a.json'], items: '/in', emit: [{ template: 'one', to: '{{@key}}.txt' }] },
    );
    await workspace.succeed();
    for (const name of NAMES) expect(workspace.read(`generated/${name}.txt`)).toBe(`${name} ${name}!`);
  });

  it('can be required and described by a schema', async () => {
    const property = { type: 'object', required: ['v'] };
    workspace = small({
      ...FILES,
      'schema.json': JSON.stringify({
        properties: { in: { required: NAMES, properties: { constructor: property } }, title: {}, list: {} },
      }),
    });
    await workspace.succeed({ patterns: ['specs/a.json'], schema: 'schema.json' });
    workspace.write({ 'specs/a.json': '{ "in": { "toString": 1 } }' });
    const { output } = await workspace.run({ patterns: ['specs/a.json'], schema: 'schema.json' });
    expect(output).toContain('specs/a.json:1:9 error spec-schema: "in" lacks "constructor"');
    expect(output).not.toContain('lacks "toString"');
  });
});

describe('names that begin with a dot', () => {
  it('are matched by globs that begin with a dot, and not by a star', async () => {
    const files = {
      'specs/._a.yaml': Buffer.from([0, 5, 22, 7]),
      'specs/.b.yaml': 'title: B\n',
      'specs/.hidden/c.yaml': 'title: C\n',
      'templates/._one.hbs': Buffer.from([0, 5, 22, 7, 255]),
      'partials/.x.hbs': '{{#if}}',
    };
    workspace = small(files, { patterns: ['specs/**/*.{json,yaml}'] });
    const made = async (patterns: string[]): Promise<string[]> => {
      await workspace.succeed({ patterns } as never);
      return Object.keys(workspace.outputs() ?? {}).filter((name) => !name.startsWith('.codegen-'));
    };
    expect(await made(['specs/**/*.{json,yaml}'])).toEqual(['a.txt']);
    expect(await made(['specs/**/*.json', '!specs/x.json', 'specs/[a-z]*.yaml'])).toEqual(['a.txt']);
    expect(await made(['specs/.b*', 'specs/.hidden/**/*.yaml'])).toEqual(['.b.txt', 'c.txt']);
    expect(await made(['specs/.*.yaml', '!specs/._*'])).toEqual(['.b.txt']);
  });
});
