import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepositoryCopy, type TaskRun } from './repository-copy';

export const EXAMPLE = 'examples/k1-node1';
export const PRISM = `${EXAMPLE}/patterns/prism`;
export const STATIC = `${EXAMPLE}/patterns/static-family`;

/** A library of two small families with all outputs up to the registry. */
export class SmallLibrary extends RepositoryCopy {
  constructor() {
    super();
    const families = readdirSync(join(this.root, EXAMPLE, 'patterns')).map((name) => `${EXAMPLE}/patterns/${name}`);
    for (const family of families) {
      if (![PRISM, STATIC].includes(family)) rmSync(join(this.root, family), { recursive: true });
    }
    this.passes('04-test-framework', `${EXAMPLE}/language`);
    this.passes('06-architecture-analysis', `${EXAMPLE}/language`);
    for (const family of [PRISM, STATIC]) {
      this.passes('07-pattern-recognition', family);
      this.generates(family, 'code-generation');
    }
    // It fails because the other families are missing, but still writes its output.
    this.run('pattern-index.mjs', EXAMPLE);
    for (const task of ['cpp-runtime', 'pattern-registry']) this.generates(EXAMPLE, task);
  }

  /** Runs a code generation task, by default task 8, in a process of its own. */
  generate(project: string, task = 'code-generation'): TaskRun {
    this.write(
      'generate.mjs',
      `import { parse } from 'jsonc-parser'; import { readFileSync } from 'node:fs';
import { runCodegen } from './${EXAMPLE}/tasks/lib/run-codegen.mjs';
const { options } = parse(readFileSync('${EXAMPLE}/nx-workflow.json', 'utf8')).tasks['${task}'];
if (!(await runCodegen(options, process.argv[2]))) process.exitCode = 1;\n`,
    );
    try {
      const { code, stdout, stderr } = this.run('../../../generate.mjs', project);
      return { code, stdout, stderr: code === 0 ? stderr : stdout + stderr };
    } finally {
      this.remove('generate.mjs');
    }
  }

  /** Runs a code generation task that must pass. */
  generates(project: string, task: string): void {
    expect(this.generate(project, task)).toMatchObject({ code: 0, stderr: '' });
  }

  /** Runs a task that must pass without errors or warnings. */
  passes(script: string, project: string): TaskRun {
    const run = this.run(`${script}.mjs`, project);
    expect({ script, ...run }).toEqual({ script, code: 0, stdout: expect.stringContaining(': passed, '), stderr: '' });
    return run;
  }

  /**
   * Runs a task that must fail on an edited file, then restores the file and the task's output.
   *
   * @returns the task's messages
   */
  fails(script: string, project: string, file: string, change: (text: string) => string): string {
    const before = this.read(file);
    const after = change(before);
    expect(after).not.toBe(before);
    this.write(file, after);
    try {
      return this.failing(script, project);
    } finally {
      this.write(file, before);
    }
  }

  /** Runs a task that must fail, then restores its output. */
  failing(script: string, project: string): string {
    const output = join(this.root, project, 'build', script.replace(/^\d+-/, ''));
    const kept = mkdtempSync(join(tmpdir(), 'k1-kept-'));
    if (existsSync(output)) cpSync(output, kept, { recursive: true });
    try {
      const { code, stderr } = this.run(`${script}.mjs`, project);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('error ') });
      // A task that exits without a result removes its output.
      const left = existsSync(output) ? readdirSync(output) : [];
      expect(left.length === 0 || left.includes('result.json')).toBe(true);
      return stderr;
    } finally {
      rmSync(output, { recursive: true, force: true });
      cpSync(kept, output, { recursive: true });
      rmSync(kept, { recursive: true });
    }
  }
}
