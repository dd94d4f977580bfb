import { posix } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import type { Implementation } from './facts';
import { runsShell } from './limits';
import { CODEGEN_EXECUTOR, COMMAND_EXECUTOR, TYPECHECK_EXECUTOR } from './workflow';

type Input = NonNullable<TargetConfiguration['inputs']>[number];

/**
 * Adds this package's identity to the hash of a target, so that a new version of the package gets no
 * cache hits from an old one.
 *
 * Installed: Nx hashes all external packages into a target that names none, so naming one narrows the
 * hash. That is right for codegen, whose packages are all known; any other target gets the name only
 * if the user has narrowed it already. (Nx hashes executors of `@nx/` packages by their own package,
 * whatever the target names.)
 *
 * Linked: Nx does not hash the package, so a hash of it goes into the options of this package's
 * executors. Tasks with other executors depend on the package only through their target, which Nx
 * hashes anyway.
 */
export function withImplementation(target: TargetConfiguration, implementation: Implementation): TargetConfiguration {
  switch (implementation.kind) {
    case 'installed':
      return isNarrowed(target) ? withInput(target, { externalDependencies: ['nx-workflow'] }) : target;
    case 'workspace': {
      const fileset = `{workspaceRoot}/${implementation.dist}/**/*.js`;
      const hashed = withInput(target, { fileset, includeIgnored: true });
      if (target.executor !== CODEGEN_EXECUTOR) return hashed;
      // The generated manifest contains the version.
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
