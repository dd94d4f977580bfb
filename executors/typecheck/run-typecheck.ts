import { checkTypes, failedOutcome, type TypecheckOutcome } from '../../engine/typecheck/check-types';
import { declaredFor, type TargetContext } from '../codegen/target-context';
import { checkedTarget } from './checked-target';
import type { TypecheckOptions } from './options';

/** Checks the types of the codegen target that the options name. */
export async function runTypecheck(options: TypecheckOptions, context: TargetContext): Promise<TypecheckOutcome> {
  const target = checkedTarget(options, context);
  return Array.isArray(target) ? failedOutcome(target) : checkTypes(target, declaredFor(context));
}
