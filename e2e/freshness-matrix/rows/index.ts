import type { Row } from '../row';
import { EMITS } from './emits';
import { FORMATTING } from './formatting';
import { FUNCTION_TEMPLATES } from './function-templates';
import { ITEMS } from './items';
import { LOAD } from './load';
import { MODULES } from './modules';
import { OPTIONS } from './options';
import { COMPILERS, DURING_RUN, OUTPUTS } from './outputs-and-compilers';
import { PACKAGES } from './packages';
import { READS } from './reads';
import { SPECS, TEMPLATES } from './specs-and-templates';

/** All rows, under the headings of the table. */
export const GROUPS: readonly (readonly [heading: string, rows: readonly Row[]])[] = [
  ['Specs', SPECS],
  ['Items of a document', ITEMS],
  ['Sources that a module reads', LOAD],
  ['Templates and partials', TEMPLATES],
  ['Templates that are modules', FUNCTION_TEMPLATES],
  ['Files of a source file, conditions, copies', EMITS],
  ['Options', OPTIONS],
  ['Formatting', FORMATTING],
  ['Modules', MODULES],
  ['Packages', PACKAGES],
  ['Files, folders, environment', READS],
  ['Compilers', COMPILERS],
  ['Output folder and branches', OUTPUTS],
  ['Changes during a run', DURING_RUN],
];

export const ROWS: readonly Row[] = GROUPS.flatMap(([, rows]) => rows);
