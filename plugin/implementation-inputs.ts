import { posix } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import type { Implementation } from './facts';
import { runsShell } from './limits';
import { CODEGEN_EXECUTOR, COMMAND_EXECUTOR, TYPECHECK_EXECUTOR } from './workflow';

type Input = NonNullable<TargetConfiguration['inputs']>[number];

/**
 * Adds this package's identity to what a target is hashed by, so that another version of it is not
 * answered with results of the old one.
 *
 * Installed: Nx hashes all external packages into a target that names none, so naming one would only
 * narrow what the target is hashed by. That is right for code generation, whose packages are all
 * known; any other target gets the name only where the user narrowed it already. (Executors of
 * `@nx/` packages are hashed by their own package, whatever a target names.)
 *
 * Linked: Nx sees nothing of the package, so a hash goes into the options of the executors that take
 * it. Of another executor's task the package decides nothing but the target, which Nx hashes anyway.
 */
export function withImplementation(target: TargetConfiguration, implementation: Implementation): TargetConfiguration {
  switch (implementation.kind) {
    case 'installed':
      return isNarrowed(target) ? withInput(target, { externalDependencies: ['nx-workflow'] }) : target;
    case 'workspace': {
      const fileset = `{workspaceRoot}/${implementation.dist}/**/*.js`;
      const hashed = withInput(target, { fileset, includeIgnored: true });
      if (target.executor !== CODEGEN_EXECUTOR) return hashed;
      // The manifest names the version.
      const json = posix.join('{workspaceRoot}', posix.dirname(implementation.dist), 'package.json');
      return withInput(hashed, { json, fields: ['version'] });
    }
    case 'linked':
      return withOption(target, implementation.hash);
  }
}

function isNarrowed(target: TargetConfiguration): boolean {
  if (target.executor === CODEGEN_EXECUTOR) return true;
  return (target.inputs ?? []).some((input) => typeof input === 'object' && 'externalDependencies' in input);
}

function withInput(target: TargetConfiguration, input: Input): TargetConfiguration {
  return { ...target, inputs: [...(target.inputs ?? []), input] };
}

function withOption(target: TargetConfiguration, hash: string): TargetConfiguration {
  const options = (target.options ?? {}) as Record<string, unknown>;
  if (target.executor === CODEGEN_EXECUTOR || target.executor === TYPECHECK_EXECUTOR)
    return { ...target, options: { ...options, implementation: hash } };
  if (!runsShell(target) && target.executor !== COMMAND_EXECUTOR) return target;
  const env = { ...(options['env'] as object | undefined), NX_WORKFLOW_IMPLEMENTATION: hash };
  return { ...target, options: { ...options, env } };
}
