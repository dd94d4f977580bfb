import type { Breakage } from '../testing/breakable-library';
import { architectureAndAnalysis } from './architecture-and-analysis';
import { errorsAndDocuments } from './errors-and-documents';
import { implementationAndTesting } from './implementation-and-testing';
import { patternsAndCode } from './patterns-and-code';
import { performanceAndAudit } from './performance-and-audit';
import { securityFoundation } from './security-foundation';
import { validation } from './validation';

/** Ways to break what the numbered tasks read, each of which its task has to refuse with the place. */
export const breakages: readonly Breakage[] = [
  ...securityFoundation,
  ...architectureAndAnalysis,
  ...patternsAndCode,
  ...implementationAndTesting,
  ...errorsAndDocuments,
  ...performanceAndAudit,
  ...validation,
];
