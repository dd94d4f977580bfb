import { LONG } from '../testing/tried';
import { createWorkspace, type Workspace } from './support/workspace';

/** The prepare module writes the environment to the generated file, which shows what the code has seen. */
const PREPARE = `module.exports = (spec) => ({ ...spec, env: Object.fromEntries(
  ['SHOWN', 'EXPANDED', 'NX_TASK_TARGET_PROJECT', 'NX_TASK_TARGET_TARGET', 'NX_TASK_TARGET_CONFIGURATION']
    .map((name) => [name, process.env[name] ?? null])) });
`;

const project = (name: string, more: object): object => ({
  name,
  targets: {
    generate: {
      executor: 'nx-workflow:codegen',
      inputs: [
        '{projectRoot}/**/*',
        '!{projectRoot}/generated*/**/*',
        ...['SHOWN', 'EXPANDED'].map((env) => ({ env })),
        { externalDependencies: ['nx-workflow'] },
      ],
      options: {
        patterns: ['{projectRoot}/specs/*.json'],
        templates: ['{projectRoot}/templates/*.hbs'],
        prepare: '{projectRoot}/prepare.js',
        emit: [{ template: 'text', to: '{{@name}}.txt' }],
        outputDir: '{projectRoot}/generated',
      },
      ...more,
    },
  },
});

const filesOf = (root: string, name: string, more: object = {}): Record<string, string | object> => ({
  [`${root}/project.json`]: project(name, more),
  [`${root}/prepare.js`]: PREPARE,
  [`${root}/specs/one.json`]: '{ "a": "1" }\n',
  [`${root}/specs/two.json`]: '{ "a": "2" }\n',
  [`${root}/templates/text.hbs`]: '{{a}} {{json env}} {{missing}}\n',
});

const CONFIGURATIONS = {
  configurations: {
    other: { outputDir: '{projectRoot}/generated-other' },
    some: { outputDir: '{projectRoot}/generated-some', patterns: ['{projectRoot}/specs/one.json'] },
  },
};

/** Minutes of runs by real Nx: the long test. */
(LONG ? describe : describe.skip).each([[undefined], ['22.7.12']])(
  'check and plan look at what nx run runs, Nx %s',
  (nx) => {
    let workspace: Workspace;

    beforeAll(async () => {
      workspace = await createWorkspace({
        ...(nx === undefined ? {} : { nx }),
        nxJson: { targetDefaults: { 'nx-workflow:codegen': { options: { escape: true } } } },
        files: {
          ...filesOf('app', 'app', { ...CONFIGURATIONS, defaultConfiguration: 'other' }),
          ...filesOf('colon', 'acme:app', CONFIGURATIONS),
          '.env': 'SHOWN=root\nEXPANDED=${SHOWN}-"x"\nNX_WORKFLOW_CACHE_DIR=.cache/state\n',
          '.some.env': 'SHOWN=root of some\n',
          'app/.env.generate': 'SHOWN="of the target\\n&"\n',
          'app/.env.generate.some': 'SHOWN=the target in some\n',
        },
      });
    });
    afterAll(() => workspace.dispose());

    /** Before the run, `plan` lists its work; after it, `check` finds nothing and `plan` is empty. */
    const agrees = async (id: string, folder: string, count: number, ...overrides: string[]): Promise<string> => {
      const rest = overrides.length > 0 ? ['--', ...overrides] : [];
      const before = await workspace.cli(['plan', id, ...rest]);
      expect(before.stdout).toContain(`${id}: fresh=0 render=${count} compile=0 prune=0\n`);
      const run = await workspace.nx(['run', id, ...rest]);
      expect([run.code, run.output]).toEqual([0, expect.stringContaining(`fresh=0 rendered=${count} pruned=0`)]);
      expect((await workspace.cli(['check', id, ...rest])).stdout).toBe(`${id}: up to date\n`);
      expect((await workspace.cli(['plan', id, ...rest])).stdout).toBe(
        `${id}: fresh=${count} render=0 compile=0 prune=0\n`,
      );
      // Without the manifest, `check` renders everything and compares the bytes.
      const manifest = `${folder}/.codegen-manifest.json`;
      const text = workspace.read(manifest);
      workspace.remove(manifest);
      expect((await workspace.cli(['check', id, ...rest])).stdout).toBe(`${id}: up to date\n`);
      workspace.write(manifest, text);
      return workspace.read(`${folder}/one.txt`);
    };

    it('the default configuration, .env files of both levels and targetDefaults', async () => {
      const text = await agrees('app:generate', 'app/generated-other', 2);
      expect(text).toContain('of the target');
      expect(text).toContain('other');
      expect(workspace.exists('app/generated')).toBe(false);
    });

    it('a named configuration, with its own .env files', async () => {
      expect(await agrees('app:generate:some', 'app/generated-some', 1)).toContain('the target in some');
    });

    it('a project whose name has a colon', async () => {
      expect(await agrees('acme:app:generate', 'colon/generated', 2)).toContain('root');
      expect(await agrees('acme:app:generate:some', 'colon/generated-some', 1)).toContain('root of some');
    });

    it('overrides, in all spellings of Nx', async () => {
      await agrees('app:generate', 'app/generated-a', 2, '--outputDir=app/generated-a', '--workers=1');
      await agrees(
        'app:generate:some',
        'app/generated-b',
        2,
        '--output-dir',
        'app/generated-b',
        '--patterns=app/specs/*',
      );
    });

    it('an invalid override is reported', async () => {
      const { code, stderr } = await workspace.cli(['check', 'app:generate', '--', '--wrokers=1']);
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining('error options: app:generate: options must NOT have'),
      ]);
    });

    it('the state folder that .env sets', async () => {
      expect(workspace.exists('.cache/state/templates')).toBe(true);
      expect((await workspace.cli(['status'])).stdout).toContain('template cache: .cache/state/');
      expect((await workspace.cli(['status'])).stdout).toContain('app:generate: 2 files, up to date');
      expect((await workspace.cli(['clean'])).stdout).toMatch(/^removed [1-9]/);
    });

    it('.env files are ignored where Nx ignores them', async () => {
      const env = { NX_LOAD_DOT_ENV_FILES: 'false' };
      workspace.remove('app/generated-some');
      expect((await workspace.nx(['run', 'app:generate:some', '--skip-nx-cache'], env)).code).toBe(0);
      expect((await workspace.cli(['check', 'app:generate:some'], env)).stdout).toBe('app:generate:some: up to date\n');
      expect(workspace.read('app/generated-some/one.txt')).not.toContain('in some');
    });
  },
);
