import type { ProjectGraph } from '@nx/devkit';

/** A codegen target that `nx sync` brings up to date. */
export interface SyncedTarget {
  readonly project: string;
  readonly target: string;
}

/** The targets whose check targets name this generator, sorted. */
export function syncedTargets({ nodes }: ProjectGraph): SyncedTarget[] {
  const found = Object.entries(nodes).flatMap(([project, { data }]) =>
    Object.values(data.targets ?? {}).flatMap(({ executor, options, syncGenerators }) => {
      const { codegen: target } = (options ?? {}) as { codegen?: unknown };
      const isSynced = executor === 'nx-workflow:check' && syncGenerators?.includes('nx-workflow:sync') === true;
      return isSynced && typeof target === 'string' ? [{ project, target }] : [];
    }),
  );
  return found.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

export function idOf({ project, target }: SyncedTarget): string {
  return `${project}:${target}`;
}
