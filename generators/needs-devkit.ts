import { devkitProblem, versionOf } from './devkit';

// Imported first by each generator that uses the devkit: otherwise Nx would print a stack trace with a module's name.
const problem = devkitProblem(versionOf);
if (problem !== undefined) throw new Error(problem);
