import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepositoryCopy, type TaskRun } from './repository-copy';

export const EXAMPLE = 'examples/k1-node1';
export const PRISM = `${EXAMPLE}/patterns/prism`;
export const STATIC = `${EXAMPLE}/patterns/static-family`;

/** A library of two small families, brought as far as its registry. One pattern is enough to break things in. */
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
    // It misses the patterns of the other families, and is written all the same.
    this.run('pattern-index.mjs', EXAMPLE);
    for (const task of ['cpp-runtime', 'pattern-registry']) this.generates(EXAMPLE, task);
  }

  /** Runs a task that generates code, in a process of its own: Task 8, unless another one is named. */
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

  /** Runs a task that generates code, and must pass. */
  generates(project: string, task: string): void {
    expect(this.generate(project, task)).toMatchObject({ code: 0, stderr: '' });
  }

  /** Runs a task that must pass and complain of nothing. */
  passes(script: string, project: string): TaskRun {
    const run = this.run(`${script}.mjs`, project);
    expect({ script, ...run }).toEqual({ script, code: 0, stdout: expect.stringContaining(': passed, '), stderr: '' });
    return run;
  }

  /**
   * Runs a task that must fail, on a file that is broken for as long as it runs; what the task wrote is undone.
   *
   * @returns what it says
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

  /** Runs a task that must fail; what it wrote is undone. */
  failing(script: string, project: string): string {
    const output = join(this.root, project, 'build', script.replace(/^\d+-/, ''));
    const kept = mkdtempSync(join(tmpdir(), 'k1-kept-'));
    if (existsSync(output)) cpSync(output, kept, { recursive: true });
    try {
      const { code, stderr } = this.run(`${script}.mjs`, project);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('error ') });
      // A task that ends without a result leaves nothing behind.
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
