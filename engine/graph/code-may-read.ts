import { join } from 'node:path';
import { textOrNothing } from '../../state/text-or-nothing';
import type { Inputs } from './inputs';

/** Names by which code reaches the file system, variables, or other processes. */
const OUTSIDE =
  /\bprocess\b|\bgetBuiltinModule\b|\bimport\.meta\b|['"`](?:node:)?(?:fs|fs\/promises|child_process|worker_threads|cluster|os|module|vm|http|https|http2|net|dns|dgram|tls|sqlite)['"`]/;

/**
 * Whether the user's modules may read anything beside what they import. Asked where what they read is not known, as on a
 * machine that got the files from a cache: what variables held is kept on the machine that made them. A package may
 * always read.
 */
export function codeMayRead(
  workspaceRoot: string,
  { modules, packages, format }: Pick<Inputs, 'modules' | 'packages' | 'format'>,
): boolean {
  if (packages.key !== '' || format.hasPlugins) return true;
  return modules.some((path) => OUTSIDE.test(textOrNothing(join(workspaceRoot, path)) ?? ''));
}
