// @ts-check
import { spawnSync } from 'node:child_process';

/** A fused multiply-add would round once where TypeScript rounds twice. */
export const FLAGS = [
  ...['-std=c++17', '-O2', '-ffp-contract=off', '-Wall', '-Wextra', '-Werror'],
  ...['-Wconversion', '-Wdouble-promotion', '-Wsign-conversion'],
];

/** @typedef {{ command: string, args: string[], version: string }} Compiler */

/** The compiler that `$CXX` names, otherwise the first one found of g++ and clang++. @returns {Compiler | undefined} */
export function findCompiler() {
  const asked = process.env.CXX?.trim().split(/\s+/) ?? [];
  for (const [command, ...args] of [asked, ['g++'], ['clang++']]) {
    if (command === undefined || command === '') continue;
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    if (status === 0) return { command, args, version: stdout.split('\n')[0] ?? command };
  }
  return undefined;
}

/**
 * Bytes of code (with constants) and of static memory by object file; undefined if the program `size` is not available.
 *
 * @param {string[]} objects
 * @returns {Map<string, { codeBytes: number, staticBytes: number }> | undefined}
 */
export function objectSizes(objects) {
  const { status, stdout } = spawnSync('size', objects, { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const rows = stdout.trim().split('\n').slice(1);
  return new Map(
    rows.map((row) => {
      const [text, data, bss, , , file = ''] = row.trim().split(/\s+/);
      return [file, { codeBytes: Number(text) + Number(data), staticBytes: Number(bss) }];
    }),
  );
}
