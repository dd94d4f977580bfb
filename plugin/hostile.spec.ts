import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { renderDiagnostics } from '../diagnostics/render';
import { fakeFacts } from '../testing/fake-facts';
import { tried } from '../testing/tried';
import { inferWorkflows } from './infer';
import { asGlob, countAlternatives, leadsOut, normalizePath } from './paths';
import { readWorkflowText } from './read-workflow-text';
import { readWorkspaceFacts } from './workspace-facts';

let folder: string;
let root: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nx-workflow-hostile-'));
  root = join(folder, 'workspace');
  mkdirSync(join(root, 'k'), { recursive: true });
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'outside/package.json'), '{ "name": "outside" }');
  mkdirSync(join(root, 'libs/$(touch pwned)'), { recursive: true });
  writeFileSync(join(root, 'libs/$(touch pwned)/package.json'), '{ "name": "fine" }');
  mkdirSync(join(root, 'libs/plain'));
  writeFileSync(join(root, 'libs/plain/package.json'), '{ "name": "$(touch pwned)" }');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Infers a workflow file on the disk of a real workspace. */
function infer(text: string): { said: string; roots: string[]; targets: Record<string, unknown> } {
  // Otherwise, without a build, all files of this repository would be hashed.
  const facts = Object.defineProperty(readWorkspaceFacts(root, {}), 'implementation', { value: { kind: 'installed' } });
  const [result] = inferWorkflows([{ file: 'k/nx-workflow.json', text }], facts);
  return {
    said: renderDiagnostics(result?.diagnostics ?? []),
    roots: Object.keys(result?.projects ?? {}),
    targets: result?.projects['k']?.targets ?? {},
  };
}

const task = (fields: object): string => JSON.stringify({ tasks: { tt: { command: 'x', ...fields } } });

describe('a path in a workflow file', () => {
  it.each(['../outside', '../*', '..', 'k/../../outside', '{k,../outside}', '*/../../*', '!../*', '(..|k)/x'])(
    'is no project outside the workspace: %s',
    (project) => {
      const { said, roots } = infer(task({ project: ['k', project] }));
      const shown = project.replace('!', '');
      expect(said).toContain(`k/nx-workflow.json:1:`);
      expect(said).toContain(`error missing-project-root: "${shown}" leads out of the workspace`);
      expect(roots).toEqual(['k']);
    },
  );

  it.each(['{projectRoot}/../../x', '{workspaceRoot}/{a,..}/x', '{workspaceRoot}/a/*/../../../x'])(
    'is no output outside the workspace: %s',
    (output) => {
      expect(infer(task({ outputs: [output] })).said).toContain(`the output "${output}" lies outside the workspace`);
    },
  );

  it('is no input outside the workspace, and no module there is read', () => {
    const options = { patterns: ['../secret/*'], schema: '../s.json', helpers: '../outside/h.js', outputDir: 'k/gen' };
    const text = JSON.stringify({ tasks: { tt: { executor: 'nx-workflow:codegen', options } } });
    const target = infer(text).targets['tt'] as { inputs: unknown[] };
    expect(JSON.stringify(target.inputs)).not.toContain('..');
  });

  it('is no device, not even through a link', () => {
    symlinkSync('/dev/zero', join(root, 'k/zero.js'));
    const options = { helpers: 'k/zero.js', prepare: '../../../../../../dev/zero', outputDir: 'k/gen' };
    const text = JSON.stringify({ tasks: { tt: { executor: 'nx-workflow:codegen', options } } });
    expect(infer(text).said).toBe('');
  });
});

describe('a glob that expands to too many paths', () => {
  it.each(['{a,b}'.repeat(25), 'x{1..100000}', '{1..90}{1..90}', '{a,{b,{c,d}}}'.repeat(8)])('%s', (project) => {
    expect(infer(task({ project })).said).toContain(`"${project}" expands to more than 1000 paths`);
    expect(infer(task({ project: ['k', `!${project}`] })).said).toContain('expands to more than 1000 paths');
  });

  it('is reported, and one at the limit is not', () => {
    expect(['a', '{a,b}', '{a,b}/{c,d,e}', 'x{1..9}', '{a', 'a}', ',,'].map(countAlternatives)).toEqual([
      1, 2, 6, 9, 1, 1, 1,
    ]);
  });
});

describe('a workflow file', () => {
  it('nested deeper than the stack allows is reported, and so is one slightly less deep', () => {
    for (const depth of [201, 1500, 3000, 5000, 100_000]) {
      const text = `{"tasks":{"tt":{"command":"x","options":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}}}`;
      // At the first value that is too deep; at the start of the text if the parser itself gives up.
      const columns = [...(depth < 100_000 ? [text.indexOf('[') + 198] : []), ...(depth > 1500 ? [1] : [])];
      const place = /:1:(\d+) error syntax-error: not valid JSON: nested too deeply/.exec(infer(text).said)?.[1];
      expect(columns).toContain(Number(place));
    }
    expect(infer(task({ options: { a: JSON.parse('['.repeat(150) + ']'.repeat(150)) as unknown } })).said).toBe('');
  });

  it('cannot hide a value under __proto__', () => {
    const { said } = infer('{ "tasks": { "tt": { "command": "x", "options": { "__proto__": { "a": 1 } } } } }');
    expect(said).toBe(`k/nx-workflow.json:1:51 error invalid-name: a property cannot be named "__proto__"
  1 | { "tasks": { "tt": { "command": "x", "options": { "__proto__": { "a": 1 } } } } }
    |                                                   ^^^^^^^^^^^
  hint: rename it: JavaScript would drop its value`);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  it('nor under a name that is __proto__ by an escape', () => {
    const { said } = infer('{ "tasks": { "tt": { "command": "x", "options": { "\\u005f_proto__": { "a": 1 } } } } }');
    expect(said).toContain('k/nx-workflow.json:1:51 error invalid-name: a property cannot be named "__proto__"');
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'])(
    'cannot name a task, a phase or itself "%s", a property of every object',
    (name) => {
      const { said, targets } = infer(JSON.stringify({ name, phases: [name], tasks: { [name]: { command: 'x' } } }));
      for (const what of ['workflow', 'phase', 'task'])
        expect(said).toContain(`error invalid-name: a ${what} cannot be named "${name}"`);
      expect(Object.keys(targets)).toEqual(['workflow', `workflow-${name}`]);
    },
  );

  it('with names that are not valid Unicode still gets a message', () => {
    expect(infer('{"tasks":{"\\ud800":{}}}').said).toContain('no-command-or-executor');
  });

  it('with many errors makes targets of a bounded size, and no environment variable that is too long', () => {
    const long = 'n'.repeat(300_000);
    for (const tasks of [
      { [long]: { command: 1 } },
      Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`t${at}`, { command: 'x', dependsOn: ['nope'] }])),
      Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`ü${'€'.repeat(3000)}${at}`, { nope: 1 }])),
    ]) {
      const { targets } = infer(JSON.stringify({ tasks }));
      const texts = Object.values(targets).map(
        (target) => (target as { options: { env: Record<string, string> } }).options.env['NX_WORKFLOW_BROKEN'] ?? '',
      );
      expect(texts.length).toBeGreaterThan(1);
      for (const text of texts) {
        expect(text.length).toBeLessThanOrEqual(100_000);
        expect(decodeURIComponent(text)).toContain('k/nx-workflow.json is broken');
      }
      expect(texts.reduce((sum, text) => sum + text.length, 0)).toBeLessThan(7_000_000);
    }
  });

  it('with a command that would contain a name which a shell interprets is refused', () => {
    const roots = { project: 'libs/*' };
    expect(infer(JSON.stringify({ tasks: { tt: { command: 'ls {projectRoot}', ...roots } } })).said).toContain(
      'error unsafe-project-name: the command of "tt" would get the project\'s folder "libs/$(touch pwned)", which a shell would interpret',
    );
    const commands = ['ls {projectName}'];
    expect(
      infer(JSON.stringify({ tasks: { tt: { executor: 'nx:run-commands', options: { commands }, ...roots } } })).said,
    ).toContain('would get the project\'s name "$(touch pwned)"');
    const fine = { command: 'ls', options: { cwd: '{projectRoot}', env: { A: '{projectName}' } } };
    expect(infer(JSON.stringify({ tasks: { tt: { ...fine, ...roots } } })).said).toBe('');
  });

  it('with a command that would contain a name of several words, or one like an option, is refused', () => {
    const facts = fakeFacts({ projects: { 'libs/a b': { name: 'two words' }, '-rf': { name: '-rf' } } });
    const said = (project: string, command: string): string => {
      const text = JSON.stringify({ tasks: { tt: { command, project } } });
      const [result] = inferWorkflows([{ file: 'k/nx-workflow.json', text }], facts);
      return renderDiagnostics(result?.diagnostics ?? []);
    };
    expect(said('libs/a b', 'ls {projectRoot}')).toContain(
      'the command of "tt" would get the project\'s folder "libs/a b", which a shell would split into several words',
    );
    expect(said('libs/a b', 'ls {projectRoot}')).toContain(
      'hint: rename it, or put {projectRoot} in quotes in the command',
    );
    expect(said('libs/a b', 'ls "x" {projectName} "y"')).toContain(
      '"two words", which a shell would split into several words',
    );
    for (const command of ['ls "{projectRoot}/x"', "ls '{projectName}'"]) expect(said('libs/a b', command)).toBe('');
    expect(said('-rf', 'rm {projectRoot}')).toContain(
      'project\'s folder "-rf", which a program would read as an option',
    );
    expect(said('-rf', 'rm "{projectName}"')).toContain(
      'hint: rename it, or write an option before it, as --of={projectName}',
    );
    expect(said('-rf', 'rm ./{projectRoot} --of={projectName}')).toBe('');
  });

  it('keeps a folder whose name looks like a replacement pattern', () => {
    const facts = fakeFacts({ projects: { "libs/$'a$&": { name: 'a' } } });
    const tasks = { tt: { executor: 'nx:noop', outputs: ['{projectRoot}/x'] }, u: {} };
    const text = JSON.stringify({ tasks: { ...tasks, u: { executor: 'nx:noop', dependsOn: ['tt'] } } });
    const file = "libs/$'a$&/nx-workflow.json";
    const [result] = inferWorkflows([{ file, text }], facts);
    expect(JSON.stringify(result?.projects["libs/$'a$&"]?.targets?.['u']?.inputs)).toContain("libs/$'a$&/{x,x/**/*}");
  });
});

describe('the text of a workflow file', () => {
  const read = (name: string): ReturnType<typeof readWorkflowText> => readWorkflowText(root, `k/${name}`);

  it('is not read through a link out of the workspace, nor from a device or a folder', () => {
    writeFileSync(join(folder, 'secret.json'), 'secret');
    symlinkSync(join(folder, 'secret.json'), join(root, 'k/link.json'));
    symlinkSync('/dev/zero', join(root, 'k/zero.json'));
    expect(read('link.json').problem?.message).toBe('the workflow file is a link that leads out of the workspace');
    expect(read('zero.json').problem?.message).toBe('the workflow file is a link that leads out of the workspace');
    expect(readWorkflowText(root, 'k').problem?.message).toBe('the workflow file is a folder, not a file');
    expect(read('none.json')).toEqual({ text: undefined });
  });

  it('must be valid UTF-8 and of a bounded size', () => {
    writeFileSync(join(root, 'k/latin.json'), Buffer.from('7b2274223a22ff227d', 'hex'));
    writeFileSync(join(root, 'k/big.json'), ' '.repeat(5_000_001));
    writeFileSync(join(root, 'k/bom.json'), '\uFEFF{}');
    expect(read('latin.json').problem?.message).toBe('the workflow file is not valid UTF-8');
    expect(read('big.json').problem?.message).toBe('the workflow file has more than 5 MB');
    expect(read('bom.json')).toEqual({ text: '\uFEFF{}' });
    const [result] = inferWorkflows([{ file: 'k/nx-workflow.json', ...read('latin.json') }], fakeFacts());
    expect(renderDiagnostics(result?.diagnostics ?? [])).toBe(
      'k/nx-workflow.json error unreadable-file: the workflow file is not valid UTF-8\n  hint: save it as UTF-8',
    );
  });
});

describe('any text', () => {
  const good = JSON.stringify(
    {
      name: 'k',
      phases: ['one'],
      tasks: {
        a: { id: 1, phase: 'one', command: 'x', outputs: ['{projectRoot}/a'], project: ['k', 'libs/*'] },
        bb: { id: 2, executor: 'nx:noop', dependsOn: ['a', { task: 'a', outputs: ['{projectRoot}/a'] }], after: [1] },
        c: {
          executor: 'nx-workflow:codegen',
          options: {
            patterns: ['{projectRoot}/p/*'],
            templates: ['tt'],
            emit: [],
            outputDir: '{projectRoot}/gen',
            compile: [{ compiler: 'typescript' }],
          },
        },
      },
    },
    null,
    2,
  );
  const facts = fakeFacts({ projects: { 'libs/a': { name: 'a' }, 'libs/b': {} }, installed: ['handlebars'] });
  const holds = (text: string): void => {
    const results = inferWorkflows([{ file: 'k/nx-workflow.json', text }], facts);
    const out = JSON.stringify(results);
    for (const { projects } of results) {
      for (const project of Object.keys(projects)) expect(leadsOut(project) || project.startsWith('/')).toBe(false);
    }
    expect(out.length).toBeLessThan(3_000_000);
  };
  const runs = (): number => fc.readConfigureGlobal().numRuns ?? 100;

  it('becomes targets or findings, and never an error', () => {
    holds(good);
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), holds));
    tried('texts as workflow files', runs());
  });

  it('a mutated workflow file throws no error either', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', ',', '"', ':', '..', '\\u0000', '\\ud800', '1e999', 'null', '');
    const change = fc.tuple(fc.nat(good.length), fc.nat(20), fc.oneof(pieces, fc.string({ maxLength: 5 })));
    const changes = fc.array(change, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, (list) => {
        holds(list.reduce((text, [at, length, piece]) => text.slice(0, at) + piece + text.slice(at + length), good));
      }),
    );
    tried('changed workflow files', runs());
  });

  it('a workflow file with any value replaced throws no error either', () => {
    const names = fc.constantFrom(
      '__proto__',
      'constructor',
      '',
      'a',
      '../x',
      '{a,b}',
      '**',
      'workflow',
      'a:b',
      '\ud800',
    );
    const value = fc.oneof(fc.jsonValue(), names, fc.array(names), fc.dictionary(names, names));
    fc.assert(
      fc.property(fc.nat(), value, names, (at, replacement, name) => {
        const json = JSON.parse(good) as Record<string, unknown>;
        const places: [Record<string, unknown>, string][] = [];
        const visit = (object: Record<string, unknown>): void => {
          for (const key of Object.keys(object)) {
            places.push([object, key]);
            const inner = object[key];
            if (typeof inner === 'object' && inner !== null) visit(inner as Record<string, unknown>);
          }
        };
        visit(json);
        const [object, key] = places[at % places.length]!;
        object[key] = replacement;
        if (!Array.isArray(object)) Object.defineProperty(object, name, { value: replacement, enumerable: true });
        holds(JSON.stringify(json));
      }),
    );
    tried('workflow files with a value replaced', runs());
  });
});

it('a path as a glob matches itself, and contains no special character but "?"', () => {
  const path = fc.string({
    unit: fc.constantFrom('a', '/', '[', ']', '(', ')', '{', '}', '*', '!', '+', '@', '?', '|', 'ü'),
  });
  fc.assert(
    fc.property(path, (text) => {
      expect(asGlob(text)).not.toMatch(/[*[\]{}()!+@|,\\]/);
      expect(asGlob(text)).toHaveLength(text.length);
      expect(leadsOut(normalizePath(text))).toBe(false);
    }),
  );
});

describe('a broken file whose names can still be read', () => {
  const TASKS = '"tasks": { "one": { "command": "x" }, "two": { "command": "y" } }';

  it.each([
    ['without an opening brace', `${TASKS} }`],
    ['with another word for tasks', `{ "name": "k", ${TASKS.replace('tasks', 'task')} }`],
    ['without its end', `{ ${TASKS.slice(0, -5)}`],
  ])('%s fails by those names', (_how, text) => {
    const { said, targets } = infer(text);
    expect(said).toContain('error ');
    expect(Object.keys(targets).sort()).toEqual(['one', 'two', 'workflow']);
  });

  it('does not mistake other properties for tasks', () => {
    expect(Object.keys(infer('{ "name": "k", "more": { "one": 1 }, "tasks": {} }').targets)).toEqual(['workflow']);
  });

  it.each([
    ['utf-16le', '\u00e4'],
    ['utf-16le', 'k'],
    ['utf-16be', '\u00e4'],
    ['latin1', '\u00e4'],
  ] as const)('saved as %s fails by those names (%s)', (encoding, name) => {
    const text = `{ "name": "${name}", ${TASKS} }`;
    const bytes = Buffer.from(text, encoding === 'latin1' ? 'latin1' : 'utf16le');
    const folder = mkdtempSync(join(tmpdir(), 'nxw-'));
    try {
      writeFileSync(join(folder, 'nx-workflow.json'), encoding === 'utf-16be' ? bytes.swap16() : bytes);
      const read = readWorkflowText(folder, 'nx-workflow.json');
      const [result] = inferWorkflows([{ file: 'k/nx-workflow.json', ...read }], fakeFacts());
      expect(result?.diagnostics.map(({ message }) => message)).toEqual(['the workflow file is not valid UTF-8']);
      expect(Object.keys(result?.projects['k']?.targets ?? {}).sort()).toEqual(['one', 'two', 'workflow']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
