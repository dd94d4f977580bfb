import { isTemplateModule } from '../../modules/template-module';
import type { Settings } from '../settings';
import type { DiscoveredTemplates } from '../sources/discover';
import { pickTemplates } from './choose-templates';

/** Code that one function template loads: workspace files, including itself, and names of tools. */
export interface TemplateCode {
  readonly files: readonly string[];
  readonly tools: readonly string[];
}

/** Function templates of a target, including partials, by module path. */
export type TemplateCodes = Readonly<Record<string, TemplateCode>>;

/** Name of the tool for the import resolution of a function template. No package has such a name. */
export function importsTool(path: string): string {
  return `resolution of imports of ${path}`;
}

/** Function templates that emits or partials use; sorted by code unit. */
export function templateModules(settings: Settings, found: DiscoveredTemplates): string[] {
  const used = pickTemplates(settings, found).filter((path) => path !== undefined);
  return [...new Set([...used, ...found.partials.values()].filter(isTemplateModule))].sort();
}
