import { isTemplateModule } from '../../modules/template-module';
import type { Settings } from '../settings';
import type { DiscoveredTemplates } from '../sources/discover';
import { pickTemplates } from './choose-templates';

/** What one function template loads: files of the workspace, itself included, and the names of others among the tools. */
export interface TemplateCode {
  readonly files: readonly string[];
  readonly tools: readonly string[];
}

/** By the path of the module: the function templates of a target, partials among them. */
export type TemplateCodes = Readonly<Record<string, TemplateCode>>;

/** The tool that says where the imports of a function template lead. No package has such a name. */
export function importsTool(path: string): string {
  return `resolution of imports of ${path}`;
}

/** The modules among the templates that emits name, and among all partials; sorted by code unit. */
export function templateModules(settings: Settings, found: DiscoveredTemplates): string[] {
  const used = pickTemplates(settings, found).filter((path) => path !== undefined);
  return [...new Set([...used, ...found.partials.values()].filter(isTemplateModule))].sort();
}
