import type { Breakage } from '../testing/breakable-library';
import { architectureAndAnalysis } from './architecture-and-analysis';
import { implementationAndTesting } from './implementation-and-testing';
import { optimizationAndValidation } from './optimization-and-validation';
import { securityFoundation } from './security-foundation';

/** Ways to break what the numbered tasks read, each of which its task has to refuse with the place. */
export const breakages: readonly Breakage[] = [
  ...securityFoundation,
  ...architectureAndAnalysis,
  ...implementationAndTesting,
  ...optimizationAndValidation,
];
