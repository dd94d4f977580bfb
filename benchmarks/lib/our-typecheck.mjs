// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRIVERS } from './places.mjs';
import { runNode } from './process.mjs';

/** The type check of a target's generated files, where the installed package has one. */
export class OurTypecheck {
  /** @param {import('./ours.mjs').OurTarget} target */
  constructor(target) {
    this.target = target;
  }

  /** @param {import('./ours.mjs').OurTarget} target @returns {OurTypecheck | undefined} */
  static find(target) {
    const file = join(target.folder, 'node_modules', 'nx-workflow', 'executors.json');
    const { executors } = JSON.parse(readFileSync(file, 'utf8'));
    return executors.typecheck ? new OurTypecheck(target) : undefined;
  }

  /** @returns {Promise<number>} milliseconds of the whole process */
  async run() {
    const env = { ...this.target.environment(), BENCH_EXECUTOR: 'typecheck' };
    return (await runNode([join(DRIVERS, 'codegen.cjs')], { cwd: this.target.folder, env })).ms;
  }
}
