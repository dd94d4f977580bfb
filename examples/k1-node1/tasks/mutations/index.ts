import type { Breakage } from '../testing/breakable-library';
import { architectureAndAnalysis } from './architecture-and-analysis';
import { errorsAndDocuments } from './errors-and-documents';
import { implementationAndTesting } from './implementation-and-testing';
import { patternsAndCode } from './patterns-and-code';
import { performanceAndAudit } from './performance-and-audit';
import { securityFoundation } from './security-foundation';
import { validation } from './validation';

/** Mutations of the inputs of the numbered tasks. Each must fail its task with a message that names the location. */
export const breakages: readonly Breakage[] = [
  ...securityFoundation,
  ...architectureAndAnalysis,
  ...patternsAndCode,
  ...implementationAndTesting,
  ...errorsAndDocuments,
  ...performanceAndAudit,
  ...validation,
];
