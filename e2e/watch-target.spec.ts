import type { ChildProcess } from 'node:child_process';
import { processesIn, tick } from './support/signalled';
import { createWorkspace, type Workspace } from './support/workspace';

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        options: {
          patterns: ['{projectRoot}/specs/*.json'],
          templates: ['{projectRoot}/templates/*.hbs'],
          emit: [{ template: 'greeting', to: '{{@name}}.txt' }],
          outputDir: '{projectRoot}/generated',
        },
        configurations: { loud: { emit: [{ template: 'greeting', to: '{{@name}}-loud.txt' }] } },
      },
      serve: {
        command: 'node app/server.cjs',
        continuous: true,
        dependsOn: [{ target: 'generate-watch', waitFor: 'ready' }],
      },
    },
  },
  'app/specs/hello.json': '{ "text": "Hello" }\n',
  'app/templates/greeting.hbs': '{{text}}\n',
  // Ends at once if nothing is generated yet.
  'app/server.cjs': `const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const text = () => readFileSync('app/generated/hello.txt', 'utf8');
text();
const server = require('node:http').createServer((_request, response) => response.end(text()));
server.listen(0, '127.0.0.1', () => {
  writeFileSync('port.new', String(server.address().port));
  // A reader never finds it empty.
  renameSync('port.new', 'port');
});
`,
};

describe('<task>-watch', () => {
  let workspace: Workspace;
  let said = '';
  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
  });
  afterAll(() => workspace.dispose());

  /** Waits until a condition is true. */
  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (let tries = 0; !(await isSo()); tries++) {
      if (tries > 1000) throw new Error(`it did not come: ${said} ${JSON.stringify(processesIn(workspace.root))}`);
      await tick();
    }
  }

  /** Calls a function while a command runs; then interrupts the command and asserts that no process is left. */
  async function during(line: string, work: (running: ChildProcess) => Promise<void>): Promise<void> {
    const running = workspace.startShell(line);
    said = '';
    running.stdout.on('data', (text: Buffer) => (said += String(text)));
    running.stderr.on('data', (text: Buffer) => (said += String(text)));
    const ended = new Promise<void>((resolve) => running.once('close', () => resolve()));
    try {
      await work(running);
    } finally {
      process.kill(-running.pid!, 'SIGINT');
      await ended;
    }
    await until(() => processesIn(workspace.root).length === 0);
  }

  it('starts a server after the generation, which serves the result of an edit; Ctrl-C leaves no process', async () => {
    await during('npx nx run app:serve', async (running) => {
      await until(() => workspace.exists('port') || running.exitCode !== null);
      if (running.exitCode !== null) throw new Error(said);
      const served = async (): Promise<string> => (await fetch(`http://127.0.0.1:${workspace.read('port')}/`)).text();
      expect(await served()).toBe('Hello\n');
      workspace.edit('app/specs/hello.json', 'Hello', 'Good day');
      await until(async () => (await served()) === 'Good day\n');
    });
  });

  it('uses the configuration and the overrides of the target that it runs', async () => {
    const line = 'npx nx run app:generate-watch:loud --verbose=true --workers=1 --outputStyle=stream';
    await during(line, async (running) => {
      await until(() => said.includes('watch: ') || running.exitCode !== null);
      expect(said).toContain('watch: fresh=0 rendered=1');
      expect(workspace.list('app/generated')).toContain('hello-loud.txt');
    });
  });
});
