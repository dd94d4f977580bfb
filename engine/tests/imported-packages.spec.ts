import { diagnosticsOf, small } from '../testing/small';
import { endDriver } from '../testing/workspace';

afterAll(endDriver);

const version = (number: string): Record<string, string> => ({
  'package.json': `{ "name": "own", "version": "${number}" }`,
  'index.js': `module.exports = '${number}';\n`,
});
const installed = (folder: string, number: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(version(number)).map(([file, text]) => [`${folder}/node_modules/own/${file}`, text]),
  );

test('of several versions of a package, the one of the importing module matters', async () => {
  const workspace = small(
    {
      'lib/helpers.js': "const own = require('own');\nmodule.exports = { own: () => own };\n",
      'templates/one.hbs': '{{own}}\n',
      ...installed('.', '1.0.0'),
      ...installed('lib', '2.0.0'),
    },
    { helpers: 'lib/helpers.js' },
  );
  try {
    await workspace.succeed();
    expect(workspace.manifest().tools).toMatchObject({
      own: expect.stringMatching(/^2\.0\.0\+[0-9a-f]{16}$/) as string,
    });
    // Another version elsewhere has no effect; another version of its own package does.
    workspace.write(installed('.', '1.1.0'));
    expect((await workspace.succeed()).counts).toBe('1/0/0 0/0/0');
    workspace.write(installed('lib', '2.1.0'));
    expect(diagnosticsOf((await workspace.run()).output).split('\n')).toEqual([
      'lib/helpers.js error module: the package "own" has changed since this process loaded it',
      '  hint: run the command again: a package is loaded once in a process',
    ]);
    expect((await workspace.succeed({}, { newProcess: true })).counts).toBe('0/1/0 0/0/0');
    expect(workspace.read('generated/a.txt')).toBe('2.1.0\n');
  } finally {
    workspace.dispose();
  }
});

test('if modules import two versions, both matter', async () => {
  const workspace = small(
    {
      'lib/helpers.js': "const own = require('own');\nmodule.exports = { own: () => own };\n",
      'prepare.js': "const own = require('own');\nmodule.exports = (spec) => ({ ...spec, own });\n",
      ...installed('.', '1.0.0'),
      ...installed('lib', '2.0.0'),
    },
    { helpers: 'lib/helpers.js', prepare: 'prepare.js' },
  );
  try {
    await workspace.succeed();
    expect(workspace.manifest().tools).toMatchObject({
      own: expect.stringMatching(/^1\.0\.0\+[0-9a-f]{16}, 2\.0\.0\+[0-9a-f]{16}$/) as string,
    });
  } finally {
    workspace.dispose();
  }
});
