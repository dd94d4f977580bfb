import type { TargetConfiguration } from '@nx/devkit';
import type { Implementation } from './facts';
import { CODEGEN_EXECUTOR } from './workflow';

type Inputs = NonNullable<TargetConfiguration['inputs']>;

/** TODO */
export function withImplementation(target: TargetConfiguration, implementation: Implementation): TargetConfiguration {
  const isCodegen = target.executor === CODEGEN_EXECUTOR;
  if (implementation.kind === 'workspace') {
    const fileset = `{workspaceRoot}/${implementation.dist}/**/*.js`;
    return { ...target, inputs: [...(target.inputs ?? []), { fileset, includeIgnored: true } as Inputs[number]] };
  }
  if (implementation.kind === 'linked') {
    if (!isCodegen) return target;
    return { ...target, options: { ...(target.options as object | undefined), implementation: implementation.hash } };
  }
  if (!isCodegen) return target;
  return { ...target, inputs: [...(target.inputs ?? []), { externalDependencies: ['nx-workflow'] }] };
}
