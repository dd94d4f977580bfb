import { createWorkspace, type Workspace } from './support/workspace';

const FAMILIES = ['blue', 'red'];

/** Two families of patterns, with a check and generated code for each, and one task over all of it. */
const FILES: Record<string, string | object> = {
  'flow/nx-workflow.json': `{
    // Comments are welcome.
    "name": "flow",
    "phases": ["check", "build"],
    "tasks": {
      "count": {
        "id": 1, "phase": "check", "project": "families/*",
        "command": "node tools/count.mjs {projectRoot}",
        "inputs": ["{projectRoot}/*.yaml", "{workspaceRoot}/tools/count.mjs"],
        "outputs": ["{projectRoot}/build/count"]
      },
      "announce": {
        "phase": "check",
        "command": "node tools/announce.mjs",
        "inputs": ["{workspaceRoot}/tools/announce.mjs", "{workspaceRoot}/news.txt"],
        "outputs": ["{projectRoot}/build/announce"]
      },
      "generate": {
        "id": 2, "phase": "build", "project": "families/*",
        "executor": "nx-workflow:codegen",
        "dependsOn": ["count"],
        "after": ["announce"],
        "options": {
          "patterns": ["{projectRoot}/*.yaml"],
          "schema": "tools/pattern.schema.json",
          "templates": ["tools/templates/*.hbs"],
          "partials": ["tools/partials/**/*.hbs"],
          "helpers": "tools/helpers.js",
          "prepare": "tools/prepare.mjs",
          "emit": [
            { "template": "pattern.ts", "to": "{{kebabCase name}}.mts" },
            { "template": "index.ts", "to": "index.mts", "each": "library" }
          ],
          "outputDir": "{projectRoot}/build/generated",
          "compile": [{ "compiler": "typescript" }]
        }
      },
      "total": {
        "id": 3, "phase": "build",
        "command": "node tools/total.mjs families/blue families/red",
        "dependsOn": ["generate"],
        "inputs": ["{workspaceRoot}/tools/total.mjs"],
        "outputs": ["{projectRoot}/build/total"]
      },
      "stamp": {
        "phase": "build",
        "executor": "nx:run-commands",
        "options": { "command": "node tools/stamp.mjs" },
        "after": ["total"],
        "inputs": ["{workspaceRoot}/tools/stamp.mjs"],
        "outputs": ["{projectRoot}/build/stamp"]
      }
    }
  }`,
  'news.txt': 'one\n',
  'tools/helpers.js': `const { shout } = require('./shout.js');\nmodule.exports = { shout };\n`,
  'tools/shout.js': `exports.shout = (text) => text.toUpperCase();\n`,
  'tools/prepare.mjs': `export default (spec, { name }) => ({ ...spec, id: name });\n`,
  'tools/pattern.schema.json': {
    type: 'object',
    required: ['name', 'value'],
    properties: { name: { type: 'string' }, value: { type: 'number' }, kind: { enum: ['plain', 'loud'] } },
    additionalProperties: false,
  },
  'tools/templates/pattern.ts.hbs': `{{> (partial "kinds/" kind)}}\nexport const value: number = {{value}};\n`,
  'tools/templates/index.ts.hbs': `{{#each patterns}}\nexport { value as {{camelCase id}} } from './{{kebabCase name}}.mjs';\n{{/each}}\n`,
  'tools/partials/kinds/plain.hbs': `export const name: string = {{json name}};\n`,
  'tools/partials/kinds/loud.hbs': `export const name: string = {{json (shout name)}};\n`,
  'tools/count.mjs': script(
    `const count = readdirSync(root).filter((name) => name.endsWith('.yaml')).length;
     write('count', 'count.txt', String(count));`,
  ),
  'tools/announce.mjs': `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
    mkdirSync('flow/build/announce', { recursive: true });
    writeFileSync('flow/build/announce/news.txt', readFileSync('news.txt'));`,
  'tools/total.mjs': `import { mkdirSync, writeFileSync } from 'node:fs';
    import { resolve } from 'node:path';
    let total = 0;
    for (const root of process.argv.slice(2)) {
      const values = await import(resolve(root, 'build/generated/index.mjs'));
      total += Object.values(values).reduce((sum, value) => sum + value, 0);
    }
    mkdirSync('flow/build/total', { recursive: true });
    writeFileSync('flow/build/total/total.txt', String(total));`,
  'tools/stamp.mjs': `import { mkdirSync, writeFileSync } from 'node:fs';
    mkdirSync('flow/build/stamp', { recursive: true });
    writeFileSync('flow/build/stamp/stamp.txt', 'done');`,
};
for (const family of FAMILIES) {
  FILES[`families/${family}/project.json`] = { name: family };
  FILES[`families/${family}/one.yaml`] = `name: ${family} one\nvalue: 1\nkind: plain\n`;
  FILES[`families/${family}/two.yaml`] = `# about two\nname: ${family} two\nvalue: 2\nkind: loud\n`;
}

function script(body: string): string {
  return `import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
    const root = process.argv[2];
    const write = (task, file, text) => {
      mkdirSync(root + '/build/' + task, { recursive: true });
      writeFileSync(root + '/build/' + task + '/' + file, text);
    };
    ${body}`;
}

describe('codegen on several projects, in the packed package', () => {
  let workspace: Workspace;
  const all = ['flow:announce', 'flow:stamp', 'flow:total', 'blue:count', 'blue:generate', 'red:count', 'red:generate'];
  const run = async () => {
    const result = await workspace.nx(['run-many', '-t', 'workflow', '--outputStyle=static']);
    if (result.code !== 0) throw new Error(result.output);
    const ran = all.filter((task) => result.tasks[task] === 'ran').sort();
    const cached = all.filter((task) => result.tasks[task] === 'cached');
    expect([...ran, ...cached].sort()).toEqual([...all].sort());
    return { ...result, ran };
  };
  const log = (output: string, task: string): string => {
    const from = output.indexOf(`> nx run ${task}`);
    const next = output.indexOf('> nx run ', from + 1);
    return output.slice(from, next < 0 ? undefined : next);
  };

  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
  });
  afterAll(() => workspace.dispose());

  it('runs every task cold, and has only cache hits the second time', async () => {
    expect((await run()).ran).toEqual([...all].sort());
    expect(workspace.read('flow/build/total/total.txt')).toBe('6');
    expect(workspace.read('families/blue/build/generated/blue-two.mts')).toBe(
      'export const name: string = "BLUE TWO";\nexport const value: number = 2;\n',
    );
    expect((await run()).ran).toEqual([]);
  });

  it('restores deleted outputs, manifest included, and finds them up to date', async () => {
    workspace.remove('families/red/build');
    expect((await run()).ran).toEqual([]);
    expect(workspace.exists('families/red/build/generated/.codegen-manifest.json')).toBe(true);
    const check = await workspace.cli(['check', 'red:generate']);
    expect(check.stdout).toBe('red:generate: up to date\n');
    expect(check.code).toBe(0);
  });

  it('renders one pattern of one family when its spec changes', async () => {
    workspace.write('families/blue/one.yaml', 'name: blue one\nvalue: 10\nkind: plain\n');
    const { ran, output } = await run();
    expect(ran).toEqual(['blue:count', 'blue:generate', 'flow:total']);
    expect(log(output, 'blue:generate')).toContain('[OPT-2] generation: fresh=2 rendered=1 pruned=0');
    expect(log(output, 'blue:generate')).toContain('[OPT-3] compilation: fresh=2 compiled=1 pruned=0');
    expect(workspace.read('flow/build/total/total.txt')).toBe('15');
  });

  it('reruns no dependant of the generator when only a comment changes', async () => {
    workspace.write('families/red/two.yaml', '# other words\nname: red two\nvalue: 2\nkind: loud\n');
    expect((await run()).ran).toEqual(['red:count', 'red:generate']);
  });

  it('reruns no dependant of an order-only upstream, even when its output changes', async () => {
    workspace.write('news.txt', 'two\n');
    expect((await run()).ran).toEqual(['flow:announce']);
  });

  it('reruns no dependant of a data upstream whose outputs are unchanged', async () => {
    workspace.write('tools/count.mjs', `${FILES['tools/count.mjs'] as string}\n// the same\n`);
    expect((await run()).ran).toEqual(['blue:count', 'red:count']);
  });

  it('renders exactly the users of a partial and of a module that a helper imports', async () => {
    workspace.write('tools/partials/kinds/loud.hbs', 'export const name: string = {{json (shout name)}}; // loud\n');
    const partial = await run();
    expect(partial.ran).toEqual(['blue:generate', 'flow:total', 'red:generate']);
    expect(log(partial.output, 'red:generate')).toContain('fresh=2 rendered=1');
    workspace.write('tools/shout.js', `exports.shout = (text) => text.toUpperCase() + '!';\n`);
    const module = await run();
    expect(module.ran).toEqual(['blue:generate', 'flow:total', 'red:generate']);
    expect(workspace.read('families/red/build/generated/red-two.mjs')).toContain('"RED TWO!"');
  });

  it('plans without writing, and restores files that were tampered with', async () => {
    const file = 'families/blue/build/generated/blue-one.mjs';
    const good = workspace.read(file);
    workspace.write(file, 'tampered');
    const plan = await workspace.cli(['plan', 'blue:generate']);
    expect(plan.stdout).toContain('compile families/blue/build/generated/blue-one.mjs');
    expect(workspace.read(file)).toBe('tampered');
    const check = await workspace.cli(['check', 'blue:generate']);
    expect(check.code).toBe(1);
    expect(check.stdout).toContain('families/blue/build/generated/blue-one.mjs: it was changed on disk');
    await workspace.nx(['run', 'blue:generate', '--skip-nx-cache']);
    expect(workspace.read(file)).toBe(good);
    expect((await workspace.cli(['plan', 'blue:generate'])).stdout).toBe(
      'blue:generate: fresh=12 render=0 compile=0 prune=0\n',
    );
  });

  it('fails with position and excerpt for a spec that violates the schema, and leaves the outputs alone', async () => {
    const before = workspace.read('families/red/build/generated/.codegen-manifest.json');
    workspace.write('families/red/one.yaml', 'name: red one\nvalue: 1\nkind: plane\n');
    const { code, output } = await workspace.nx(['run', 'red:generate']);
    expect(code).toBe(1);
    expect(output).toContain(`families/red/one.yaml:3:7 error spec-schema: "kind" is "plane"
  3 | kind: plane
    |       ^^^^^
  hint: allowed: "plain", "loud"`);
    expect(workspace.read('families/red/build/generated/.codegen-manifest.json')).toBe(before);
    workspace.write('families/red/one.yaml', 'name: red one\nvalue: 1\nkind: plain\n');
  });

  it('gives the same bytes through the batch implementation', async () => {
    const file = 'families/red/build/generated/.codegen-manifest.json';
    const before = workspace.read(file);
    const { code } = await workspace.nx(['run-many', '-t', 'generate', '--batch', '--skip-nx-cache']);
    expect(code).toBe(0);
    expect(workspace.read(file)).toBe(before);
  });

  it('fails if a file that was read is not an input, and shows the line to add', async () => {
    workspace.write('families/red/project.json', {
      name: 'red',
      targets: {
        own: {
          executor: 'nx-workflow:codegen',
          inputs: ['{projectRoot}/*.yaml'],
          options: {
            patterns: ['{projectRoot}/*.yaml'],
            templates: ['tools/templates/plain.hbs'],
            emit: [{ template: 'plain', to: '{{@name}}.txt' }],
            outputDir: '{projectRoot}/build/own',
          },
        },
      },
    });
    workspace.write('tools/templates/plain.hbs', '{{name}}\n');
    const { code, output } = await workspace.nx(['run', 'red:own']);
    expect(code).toBe(1);
    expect(output).toContain('tools/templates/plain.hbs error undeclared-read: this run reads the file');
    expect(output).toContain('hint: add to the target\'s inputs: "{workspaceRoot}/tools/templates/plain.hbs"');
    expect(workspace.exists('families/red/build/own')).toBe(false);
  });
});
