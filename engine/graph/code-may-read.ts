import { join } from 'node:path';
import { textOrNothing } from '../../state/text-or-nothing';
import type { Inputs } from './inputs';

/** Names through which code can reach the file system, variables or other processes. */
const OUTSIDE_ACCESS =
  /\bprocess\b|\bgetBuiltinModule\b|\bimport\.meta\b|['"`](?:node:)?(?:fs|fs\/promises|child_process|worker_threads|cluster|os|module|vm|http|https|http2|net|dns|dgram|tls|sqlite)['"`]/;

/**
 * True if the user's modules may read anything other than their imports. Needed if their reads are not known, as on a
 * machine that restored the files from a cache: values of variables stay on the machine that made them. A package
 * always may.
 */
export function codeMayRead(
  workspaceRoot: string,
  { modules, packages, format }: Pick<Inputs, 'modules' | 'packages' | 'format'>,
): boolean {
  if (packages.key !== '' || format.hasPlugins) return true;
  return modules.some((path) => OUTSIDE_ACCESS.test(textOrNothing(join(workspaceRoot, path)) ?? ''));
}
