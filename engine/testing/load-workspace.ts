import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CodegenOptions } from '../options';
import { Workspace, type Run, type RunChanges } from './workspace';

export const LOAD_OPTIONS: CodegenOptions = {
  patterns: ['texts/*.ini'],
  load: 'code/load.cjs',
  templates: ['templates/*.hbs'],
  emit: [
    { template: 'one', to: '{{@name}}.txt' },
    { template: 'all', to: 'all.txt', each: 'library' },
  ],
  outputDir: 'generated',
  workers: 1,
};

/** Each line `key = value` is a pattern; `include x` inserts the lines of another file. */
export const PARSE = `const lines = source.text.split('\\n').flatMap((line) =>
    line.startsWith('include ') ? read(line.slice(8)).split('\\n') : [line]);
  return new Map(lines.filter((line) => line.includes('=')).map((line) => {
    const [key, value] = line.split('=').map((part) => part.trim());
    return [key, { value }];
  }));`;

/** A workspace with a load module that records its calls. */
export class LoadWorkspace extends Workspace {
  constructor() {
    super(LOAD_OPTIONS, {
      'templates/one.hbs': '{{@key}} {{@name}} {{@path}} {{value}}\n',
      'templates/all.hbs': '{{#each patterns}}{{value}};{{/each}}\n',
      'texts/a.ini': 'one = 1\ntwo = 2\n',
    });
    this.load(PARSE);
  }

  /** File with one line per call. */
  get calls(): string {
    return join(this.root, '../calls');
  }

  /** Writes the module. `body` starts in line 3; `head` precedes the function in line 1. */
  load(body: string, head = ''): void {
    const count = `require('node:fs').appendFileSync(${JSON.stringify(this.calls)}, source.path + '\\n');`;
    const text = `${head}module.exports = (source, { read }) => {\n  ${count}\n  ${body}\n};\n`;
    this.write({ 'code/load.cjs': text });
  }

  /** Files that were loaded since the last call. */
  loaded(): string[] {
    const lines = existsSync(this.calls) ? readFileSync(this.calls, 'utf8').trim().split('\n') : [];
    rmSync(this.calls, { force: true });
    return lines;
  }

  async counts(options?: Partial<CodegenOptions>): Promise<string> {
    return (await this.succeed(options)).counts;
  }

  /** The output of a run that must fail and write nothing. */
  async failure(options?: Partial<CodegenOptions>, changes?: RunChanges): Promise<string> {
    const run: Run = await this.run(options, changes);
    if (run.success) throw new Error(`the run succeeded:\n${run.output}`);
    if (existsSync(this.output)) throw new Error('something was written');
    return run.output;
  }
}

/** A context whose target has these inputs. */
export function contextOf(inputs: readonly string[]): NonNullable<RunChanges['context']> {
  const target = { executor: 'nx-workflow:codegen', options: {}, inputs };
  const node = { name: 'demo', type: 'app', data: { root: '.', targets: { generate: target } } };
  return {
    targetName: 'generate',
    projectsConfigurations: { version: 2, projects: { demo: { root: '.' } } },
    projectGraph: { nodes: { demo: node }, dependencies: { demo: [] }, externalNodes: {} },
    nxJsonConfiguration: {},
  } as unknown as NonNullable<RunChanges['context']>;
}
