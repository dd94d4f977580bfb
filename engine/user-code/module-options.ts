import type { Settings } from '../settings';

/** Options that name a module of the user's. */
export const MODULE_OPTIONS = ['helpers', 'prepare', 'load'] as const;

type ModuleSettings = Pick<Settings, (typeof MODULE_OPTIONS)[number]>;

/** The modules of the user's that take part in a run. */
export function modulesIn(settings: ModuleSettings): string[] {
  return MODULE_OPTIONS.flatMap((option) => settings[option] ?? []);
}

/** Whether there are any. */
export function hasModules(settings: ModuleSettings): boolean {
  return MODULE_OPTIONS.some((option) => settings[option] !== undefined);
}
