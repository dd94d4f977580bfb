// @ts-check
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextOf } from './ours.mjs';
import { DRIVERS } from './places.mjs';
import { runNode } from './process.mjs';

/** The type check of a codegen target, in a plain Node process. */
export class OurTypecheck {
  /** @param {import('./ours.mjs').OurTarget} target */
  constructor(target) {
    this.target = target;
    this.file = join(target.folder, 'typecheck.json');
    const options = { codegen: 'codegen' };
    writeFileSync(this.file, JSON.stringify({ options, context: contextOf(target.options, options) }));
  }

  /** @returns {Promise<number>} milliseconds of the process */
  async run() {
    const env = { ...this.target.environment(), BENCH_TARGET: this.file, BENCH_EXECUTOR: 'typecheck' };
    return (await runNode([join(DRIVERS, 'codegen.cjs')], { cwd: this.target.folder, env })).ms;
  }
}

/** Installs another version of TypeScript in a workspace. @param {string} workspace @param {string} installed @param {string} typescript */
export function useTypescript(workspace, installed, typescript) {
  const modules = join(workspace, 'node_modules');
  rmSync(modules);
  mkdirSync(modules);
  for (const name of readdirSync(join(installed, 'node_modules'))) {
    symlinkSync(name === 'typescript' ? typescript : join(installed, 'node_modules', name), join(modules, name));
  }
}
