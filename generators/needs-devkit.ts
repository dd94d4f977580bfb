import { devkitProblem, versionOf } from './devkit';

// Imported first by each generator that uses the devkit: Nx would end with the name of a module and a stack.
const problem = devkitProblem(versionOf);
if (problem !== undefined) throw new Error(problem);
