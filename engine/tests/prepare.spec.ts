import { small } from '../testing/small';
import { endDriver } from '../testing/workspace';

afterAll(endDriver);

describe('a prepare module', () => {
  it('gets each spec with its path and name, and for a library emit all data with theirs', async () => {
    const workspace = small(
      {
        'specs/b.yaml': 'title: B\n',
        'code/p.js': `module.exports = (spec, { path, name }) => ({ title: spec.title + name + path });
module.exports.library = (data, about) => ({
  title: data.map(({ title }, at) => [about[at].name, about[at].path, title].join(' ')).join(', '),
});
`,
      },
      {
        prepare: 'code/p.js',
        emit: [
          { template: 'one', to: '{{@name}}.txt' },
          { template: 'one', to: 'all.txt', each: 'library' },
        ],
      },
    );
    try {
      expect((await workspace.run()).success).toBe(true);
      expect(workspace.read('generated/a.txt')).toBe('Hello Aaspecs/a.json\n');
      expect(workspace.read('generated/all.txt')).toBe(
        'Hello a specs/a.json Aaspecs/a.json, b specs/b.yaml Bbspecs/b.yaml\n',
      );
    } finally {
      workspace.dispose();
    }
  });
});

// Each imports the other, so that the files of the code are the same.
it.each([
  ['prepare', (title: string) => `() => ({ title: '${title}' })`],
  ['helpers', (title: string) => `{ title: () => '${title}' }`],
])('the option %s that names another module makes all files due', async (option, code) => {
  const workspace = small({
    'code/a.js': `module.exports = ${code('of a')};\nrequire('./b');\n`,
    'code/b.js': `module.exports = ${code('of b')};\nrequire('./a');\n`,
  });
  try {
    await workspace.succeed({ [option]: 'code/a.js' });
    expect(workspace.read('generated/a.txt')).toBe('Hello of a\n');
    await workspace.succeed({ [option]: 'code/b.js' });
    expect(workspace.read('generated/a.txt')).toBe('Hello of b\n');
  } finally {
    workspace.dispose();
  }
});
