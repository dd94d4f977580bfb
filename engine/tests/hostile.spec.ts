import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Driver } from '../testing/driver';
import { diagnosticsOf, refusal as refusalOf, small, type Refusal } from '../testing/small';
import { contextOf } from '../testing/target-context';
import { endDriver, type Workspace } from '../testing/workspace';

afterAll(endDriver);

const refusal = (one: Pick<Refusal, 'files' | 'options'>): Promise<string[]> => refusalOf({ title: '', ...one });

const title = (value: string): Record<string, string> => ({ 'specs/a.json': JSON.stringify({ title: value }) });
const BY_TITLE = { emit: [{ template: 'one', to: '{{title}}.txt' }] as [{ template: string; to: string }] };

/** A lone surrogate, which JSON can express only as an escape. */
const HALF = JSON.parse('"\\ud800"') as string;

describe('a path chosen by data', () => {
  it.each([
    ['../../evil', 'it leaves the output folder'],
    ['/etc/cron.d/evil', 'it is absolute'],
    ['..\\..\\evil', 'it holds a backslash; folders are separated by "/"'],
    ['a/../../evil', 'it leaves the output folder'],
    ['CONOUT$', '"CONOUT$.txt" is a device on Windows'],
    ['a/lpt¹', '"lpt¹.txt" is a device on Windows'],
    ['evil\u202etxt', 'it holds a character that is not seen or changes how others are seen'],
    ['a\u200bb', 'it holds a character that is not seen or changes how others are seen'],
    ['a\u0085b', 'it holds a control character'],
    [`a${HALF}`, 'it holds half of a character'],
    ['ü'.repeat(126), 'a part of it is longer than 255 bytes'],
    ['abcdefghi/'.repeat(100), 'it is longer than 1000 bytes'],
    ['.codegen-staging-1-a/x', 'names that begin with ".codegen-" are for the executor itself'],
    ['.CODEGEN-MANIFEST.json', 'names that begin with ".codegen-" are for the executor itself'],
  ])('is rejected: %j', async (value, problem) => {
    const [line] = await refusal({ files: title(value), options: BY_TITLE });
    expect(line).toContain('specs/a.json error output-path: "to" gives the path "');
    expect(line).toMatch(new RegExp(`": ${problem.replace(/[.$"/()]/g, '\\$&')}$`));
    expect(line).not.toMatch(/[\u0080-\u009f\u200b\u202e]/);
  });

  it('is rejected if only the compiled path is too long', async () => {
    const options = {
      emit: [{ template: 'one', to: `${'a'.repeat(250)}.ts` }] as [{ template: string; to: string }],
      compile: [{ compiler: 'typescript' as const }],
    };
    expect((await refusal({ files: {}, options }))[0]).toContain(
      'a part of it is longer than 255 bytes once it is compiled',
    );
  });

  it.each([
    ['Σας', 'σασ', 'only in case or accents'],
    ['é', 'e\u0301', 'only in case or accents'],
    ['ſ', 'S', 'only in case or accents'],
    ['K', 'k', 'only in case or accents'],
  ])('is rejected if some system treats it as equal to another: %j and %j', async (one, other, problem) => {
    const files = { ...title(one), 'specs/b.json': JSON.stringify({ title: other }) };
    expect((await refusal({ files, options: BY_TITLE }))[0]).toContain(problem);
  });
});

describe('file names with special characters of shells, globs or objects', () => {
  let workspace: Workspace;
  afterEach(() => workspace.dispose());

  const names = [
    '$(touch pwned)',
    '`touch pwned`',
    '; touch pwned #',
    '-rf',
    "a'b",
    '[x]',
    '(y)',
    '!z',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    '$&',
    'ü b',
  ];
  const files = Object.fromEntries(
    names.map((name) => [`specs/${name}.json`, JSON.stringify({ title: name.replace(/\W/g, '') })]),
  );
  const options = {
    emit: [{ template: 'one', to: '{{@name}}.txt' }] as [{ template: string; to: string }],
    compile: [
      {
        compiler: 'command' as const,
        include: ['**/*.txt'] as [string],
        command: ['node', 'copy.cjs', '{input}', '{output}'] as [string, ...string[]],
        extension: '.out',
      },
    ],
  };

  it('work for specs, outputs, the manifest, the index and a command', async () => {
    workspace = small(
      { ...files, 'copy.cjs': 'require("fs").copyFileSync(process.argv[2], process.argv[3])' },
      options,
    );
    await workspace.succeed();
    const expected = [...names, 'a'].flatMap((name) => [`${name}.out`, `${name}.txt`]).sort();
    expect(
      readdirSync(workspace.output)
        .filter((name) => !name.startsWith('.codegen'))
        .sort(),
    ).toEqual(expected);
    expect(existsSync(join(workspace.root, 'pwned'))).toBe(false);
    expect((await workspace.succeed({}, { newProcess: true })).counts).toBe(
      `${names.length + 1}/0/0 ${names.length + 1}/0/0`,
    );
    workspace.edit('specs/__proto__.json', 'proto', 'other');
    expect((await workspace.succeed()).counts).toBe(`${names.length}/1/0 ${names.length}/1/0`);
    workspace.remove('specs/constructor.json');
    expect((await workspace.succeed()).counts).toBe(`${names.length}/0/1 ${names.length}/0/1`);
  });

  it('work with two threads', async () => {
    workspace = small(files);
    await workspace.succeed({ workers: 2 });
    expect(Object.keys(workspace.outputs() ?? {})).toHaveLength(names.length + 2);
  });

  it('work for incremental changes', async () => {
    workspace = small(files);
    await workspace.succeed();
    for (const name of names) {
      workspace.write({ [`specs/${name}.json`]: `{ "title": "$& $' changed" }` });
      expect((await workspace.succeed()).counts).toBe(`${names.length}/1/0 0/0/0`);
      expect(workspace.outputs()?.[`${name.replace('ü', '\u00fc')}.txt`]).toBe("Hello $& $' changed\n");
    }
    const patched = workspace.outputs();
    workspace.remove('generated');
    await workspace.succeed();
    expect(workspace.outputs()).toEqual(patched);
  });
});

describe('data with names of JavaScript properties', () => {
  let workspace: Workspace;
  afterEach(() => workspace.dispose());

  it('accesses only own content of objects, strings and arrays', async () => {
    const reach = ['constructor', '__proto__', 'toString', '__defineGetter__', 'constructor.constructor', 'valueOf'];
    const lines = reach.flatMap((name) => [`{{${name}}}`, `{{lookup . "${name}"}}`, `{{title.${name}}}`]);
    workspace = small({
      'templates/one.hbs': `[${lines.join('')}{{#with (lookup . "constructor")}}x{{/with}}]\n`,
      'specs/a.json': '{ "title": "A", "list": [1] }',
    });
    const driver = new Driver();
    try {
      const run = await workspace.runIn(driver);
      // Handlebars would log a line for each.
      expect([run.success, driver.errors]).toEqual([true, '']);
    } finally {
      await driver.kill();
    }
    expect(workspace.outputs()?.['a.txt']).toBe('[]\n');
  });

  it('fails for a field of its class, which would otherwise be omitted silently', async () => {
    workspace = small(
      {
        'prepare.js': 'module.exports = () => new (class { get size() { return 3; } })();\n',
        'templates/one.hbs': 'one\n{{> part}}\n',
        'partials/part.hbs': 'a part\n  {{size}}\n',
      },
      { prepare: 'prepare.js' },
    );
    const driver = new Driver();
    try {
      for (let round = 0; round < 2; round++) {
        const run = await workspace.runIn(driver);
        expect([run.success, driver.errors]).toEqual([false, '']);
        expect(diagnosticsOf(run.output).split('\n')).toEqual([
          'partials/part.hbs:2:5 error render: rendering for specs/a.json failed: the data has no "size" of its own, but inherits it: only own fields are rendered',
          '  2 |   {{size}}',
          '    |     ^^^^',
          '  hint: give plain data: let the prepare module copy the field into an object of its own',
        ]);
      }
    } finally {
      await driver.kill();
    }
  });
});

describe('a link', () => {
  let workspace: Workspace;
  afterEach(() => workspace.dispose());

  it('in the place of a folder of specs adds no outside files', async () => {
    workspace = small();
    await workspace.succeed();
    const outside = join(workspace.root, '..', 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'a.json'), '{ "title": "secret" }\n');
    rmSync(join(workspace.root, 'specs'), { recursive: true });
    symlinkSync(outside, join(workspace.root, 'specs'));
    const run = await workspace.run();
    expect(run.output).toContain(
      'specs/a.json error path-outside-workspace: this input lies outside of the workspace, behind a link: changes to it would be missed\n  hint: put the file itself into the workspace',
    );
    expect(workspace.outputs()?.['a.txt']).toBe('Hello A\n');
  });

  it('to files of the workspace is allowed if they are inputs', async () => {
    workspace = small({ 'real/b.json': '{ "title": "B" }' });
    workspace.remove('specs');
    symlinkSync(join(workspace.root, 'real'), join(workspace.root, 'specs'));
    const rest = ['{workspaceRoot}/templates/*', '{workspaceRoot}/specs/*'];
    const run = await workspace.run({}, { context: contextOf(rest) });
    expect(run.output).toContain('hint: add to the target\'s inputs: "{workspaceRoot}/real/b.json"');
    await workspace.succeed({}, { context: contextOf([...rest, '{workspaceRoot}/real/*']) });
    expect(workspace.outputs()?.['b.txt']).toBe('Hello B\n');
  });
});

describe('a schema', () => {
  it('cannot block a run with an exponential pattern', async () => {
    const schema = JSON.stringify({ properties: { title: { pattern: '^(a+)+$' }, b: { pattern: '^(b|c)*$' } } });
    const says = await refusal({
      files: { 'schema.json': schema, ...title(`${'a'.repeat(60)}!`) },
      options: { schema: 'schema.json' },
    });
    expect(says).toEqual([
      `specs/a.json error spec-schema: the pattern /^(a+)+$/u takes more than 5 s on the value "${'a'.repeat(57)}…"`,
      '  hint: in schema.json, write the pattern without a repetition inside of a repetition, or bound the value by "maxLength"',
    ]);
  });

  it.each([
    '{ "$ref": "#" }',
    '{ "anyOf": [{ "$ref": "#/$defs/a" }], "$defs": { "a": { "allOf": [{ "$ref": "#" }] } } }',
  ])('with an endless self-reference is rejected: %s', async (schema) => {
    const says = await refusal({ files: { 'schema.json': schema }, options: { schema: 'schema.json' } });
    expect(says[0]).toBe('schema.json:1:1 error schema: the schema refers to itself without end');
  });

  it('distinguishes its patterns, with and without a time limit', async () => {
    const schema = { properties: { title: { pattern: '^(a+)+$' }, b: { pattern: '^(b+)+$' } } };
    const data = { title: 'a'.repeat(40), b: 'b'.repeat(40) };
    const files = { 'schema.json': JSON.stringify(schema), 'specs/a.json': JSON.stringify(data) };
    const workspace = small(files, { schema: 'schema.json' });
    await workspace.succeed();
    workspace.dispose();
    const wrong = { ...files, 'specs/a.json': JSON.stringify({ ...data, b: 'a'.repeat(20) }) };
    expect((await refusal({ files: wrong, options: { schema: 'schema.json' } }))[0]).toContain('which does not match');
  });

  it.each(['./node.json', 'node.json#/definitions/x', '../shared/node.yaml'])(
    'that refers to another file is rejected with its place: %s',
    async (ref) => {
      const schema = `{\n  "properties": { "title": { "$ref": "${ref}" } }\n}`;
      const options = { schema: 'schema.json' };
      expect(await refusal({ files: { 'schema.json': schema, 'node.json': '{}' }, options })).toEqual([
        `schema.json:2:38 error schema: the schema refers to another file, "${ref}", and other files are not followed`,
        '  2 |   "properties": { "title": { "$ref": ' + `"${ref}" } }`,
        `    |                                      ${'^'.repeat(ref.length + 2)}`,
        '  hint: put what it refers to under "$defs" of this schema, and refer to "#/$defs/…"',
      ]);
    },
  );

  it('may refer to an inner schema by a name like a file name, and have a property "$ref"', async () => {
    const schema = {
      $defs: { node: { $id: 'node.json', type: 'string' } },
      properties: { title: { $ref: 'node.json' }, $ref: { type: 'string' } },
      examples: [{ $ref: 'other.json' }],
    };
    const workspace = small({ 'schema.json': JSON.stringify(schema) }, { schema: 'schema.json' });
    await workspace.succeed();
    workspace.dispose();
  });

  it('reports ten of a hundred thousand errors quickly', async () => {
    const l = { items: { anyOf: [{ type: 'string' }, { type: 'null' }] } };
    const schema = JSON.stringify({ properties: { title: {}, l } });
    const files = { 'schema.json': schema, 'specs/a.json': JSON.stringify({ l: Array<number>(30_000).fill(1) }) };
    const says = await refusal({ files, options: { schema: 'schema.json' } });
    expect(says.filter((line) => line.includes('spec-schema'))).toHaveLength(10);
  });
});

describe('a large spec in YAML', () => {
  it('with many keys or many unresolved aliases is fast', async () => {
    const keys = Array.from({ length: 40_000 }, (_, at) => `key${at}: ${at}`).join('\n');
    const workspace = small({ 'specs/b.yaml': `title: B\n${keys}\n` });
    await workspace.succeed();
    workspace.dispose();
    const twice = await refusal({ files: { 'specs/b.yaml': `${keys}\nkey7: 8\n` } });
    expect(twice[0]).toBe('specs/b.yaml:40001:1 error spec-key: the key "key7" is in this object twice');
    const aliases = Array<string>(50_000).fill('*a').join(',');
    const many = small({ 'specs/b.yaml': `a: &a 1\nb: [${aliases}]\n` });
    await many.succeed();
    many.dispose();
    const nowhere = await refusal({ files: { 'specs/b.yaml': `b: [${aliases.replaceAll('a', 'no')}]\n` } });
    expect(nowhere[0]).toMatch(/^specs\/b\.yaml:1:5 error spec-syntax: YAML/);
  });
});

it('terminal control characters are escaped in messages', async () => {
  const name = 'a\u001b[31m\u202eb.json';
  const says = (await refusal({ files: { [`specs/${name}`]: '{ "\u0007": ' } })).join('\n');
  expect(says).toContain('specs/a\\u001b[31m\\u202eb.json:1:3 error spec-syntax');
  expect(says).not.toMatch(/[\u0007\u001b\u202e]/);
});
