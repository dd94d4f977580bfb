import { createWorkspace, type Workspace } from './support/workspace';

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        options: {
          patterns: ['{projectRoot}/pets/*.json'],
          dataSchema: '{projectRoot}/data.schema.json',
          templates: ['{projectRoot}/templates/*.hbs'],
          partials: ['{projectRoot}/partials/*.hbs'],
          helpers: '{projectRoot}/helpers.cjs',
          prepare: '{projectRoot}/prepare.cjs',
          emit: [
            { template: 'pet', to: '{{kebabCase name}}.txt' },
            { template: 'all', to: 'all.txt', each: 'library' },
          ],
          outputDir: '{projectRoot}/generated',
        },
      },
    },
  },
  // A run would fail on it.
  'app/pets/rex.json': '{ "name": \n',
  'app/data.schema.json': {
    type: 'object',
    properties: { name: { type: 'string' }, toys: { type: 'array', items: { properties: { label: {} } } } },
  },
  'app/helpers.cjs': 'exports.loud = (text) => text.toUpperCase();\n',
  'app/prepare.cjs': 'module.exports = ({ name }) => ({ name, toys: [{ label: name }] });\n',
  'app/templates/pet.hbs': '{{loud name}}\n{{#each toys}}\n{{> toy}} of {{../name}}\n{{/each}}\n',
  'app/templates/all.hbs': '{{#each patterns}}{{@name}} {{name}}{{/each}}\n',
  'app/partials/toy.hbs': '{{label}}',
};

describe('validate', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
  });
  afterAll(() => workspace.dispose());

  it('has no findings for valid templates, and does not read the specs', async () => {
    const { code, stdout, stderr } = await workspace.cli(['validate']);
    expect([code, stdout, stderr]).toEqual([0, 'app/nx-workflow.json: 1 task, no findings\n', '']);
  });

  it('finds a misspelt field in a template, a partial, an each and a to', async () => {
    workspace.edit('app/templates/pet.hbs', '../name', '../nmae');
    workspace.edit('app/partials/toy.hbs', 'label', 'labell');
    workspace.edit('app/templates/all.hbs', 'each patterns', 'each paterns');
    workspace.edit('app/nx-workflow.json', 'kebabCase name', 'kebabCase nam');
    const { code, stdout } = await workspace.cli(['validate']);
    const found = stdout.split('\n').filter((line) => line.includes(' error '));
    expect([code, found]).toEqual([
      1,
      [
        'app/partials/toy.hbs:1:3 error unknown-field: the field "labell" is not in the data',
        'app/templates/all.hbs:1:9 error unknown-field: the field "paterns" is not in the data',
        'app/templates/pet.hbs:3:19 error unknown-field: the field "nmae" is not in the data',
        'option emit.to:1:13 error unknown-field: the field "nam" is not in the data',
      ],
    ]);
    const { stdout: json } = await workspace.cli(['validate', '--json']);
    const { targets } = JSON.parse(json) as { targets: { target: string; diagnostics: { hint: string }[] }[] };
    expect(targets.map(({ target, diagnostics }) => [target, diagnostics[0]?.hint])).toEqual([
      [
        'app:generate',
        'did you mean "label"?\nthe fields are those of app/data.schema.json#/properties/toys/items; "additionalProperties": true in it allows others',
      ],
    ]);
    expect(workspace.exists('app/generated')).toBe(false);
  });

  it('without a file, also checks targets that a project declares itself', async () => {
    workspace.write('app/project.json', {
      name: 'app',
      targets: {
        cards: {
          executor: 'nx-workflow:codegen',
          options: {
            patterns: ['{projectRoot}/pets/*.json'],
            schema: '{projectRoot}/data.schema.json',
            templates: ['{projectRoot}/cards/*.hbs'],
            emit: [{ template: 'card', to: '{{@name}}.card' }],
            outputDir: '{projectRoot}/cards-made',
          },
        },
      },
    });
    workspace.write('app/cards/card.hbs', '{{nam}}');
    const cards = 'app/cards/card.hbs:1:3 error unknown-field: the field "nam" is not in the data';
    expect((await workspace.cli(['validate'])).stdout).toContain(cards);
    expect((await workspace.cli(['validate', 'app/nx-workflow.json'])).stdout).not.toContain(cards);
  });

  it('a module that this Node cannot run is an error, since no template was checked', async () => {
    const strips = 'typescript' in process.features && Boolean(process.features.typescript);
    workspace.write('app/cards/card.hbs', '{{shout name}}');
    workspace.write('app/shout.ts', 'export default { shout: (text: string): string => text.toUpperCase() };');
    const project = JSON.parse(workspace.read('app/project.json')) as { targets: { cards: { options: object } } };
    Object.assign(project.targets.cards.options, { helpers: '{projectRoot}/shout.ts' });
    workspace.write('app/project.json', project);
    const { code, stdout } = await workspace.cli(['validate', '--json']);
    expect([code, stdout.includes('cannot run the .ts module of the option \\"helpers\\"')]).toEqual([1, !strips]);
  });
});
