import type { Breakage } from '../testing/breakable-library';

/** Breakages of one task. */
export const broken =
  (task: string, where: Pick<Breakage, 'project' | 'through'> = {}) =>
  (name: string, apply: Breakage['apply'], says: string): Breakage => ({ task, ...where, name, apply, says });
