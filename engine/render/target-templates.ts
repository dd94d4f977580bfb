import type { Diagnostic } from '../../diagnostics/diagnostic';
import { moduleFiles, templatesOf, type Inputs } from '../graph/inputs';
import type { Settings } from '../settings';
import { loadTemplates, type TemplateSet } from '../templates/template-set';
import { schemaOfData, type KnownData } from '../templates/unknown-fields/target-texts';
import { loadModule, type ModuleFiles } from '../user-code/load-module';

/** Loads all templates of a target as code, from the cache if possible. Loads the helpers module to get their names. */
export async function loadTargetTemplates(settings: Settings, inputs: Inputs): Promise<TemplateSet | Diagnostic[]> {
  const modules = moduleFiles(inputs);
  const helperNames = await loadHelperNames(settings.workspaceRoot, settings.helpers, modules);
  if (!Array.isArray(helperNames)) return [helperNames];
  const data = await loadKnownData(settings, inputs);
  if (data && 'severity' in data) return [data];
  return loadTemplates(settings, {
    templates: templatesOf(inputs.emitTemplates),
    partials: inputs.partials,
    paths: settings.emits.flatMap(({ to, copy }) => (copy ? [] : [to])),
    conditions: settings.emits.flatMap(({ when }) => when ?? []),
    helperNames,
    handlebarsVersion: inputs.tools['handlebars'] ?? '',
    ownVersion: inputs.tools['nx-workflow'] ?? '',
    inputHashes: inputs.hashes,
    emitTemplates: inputs.emitTemplates,
    data,
  });
}

/** What is known about the template data from schemas. Loads the prepare module if that matters. */
async function loadKnownData(settings: Settings, inputs: Inputs): Promise<KnownData | undefined | Diagnostic> {
  const schema = schemaOfData(settings);
  if (schema === undefined) return undefined;
  const known = { schema, hash: inputs.hashes[schema] ?? '', isLibraryPrepared: false };
  const { prepare } = settings;
  if (prepare === undefined || !settings.emits.some(({ each }) => each === 'library')) return known;
  const loaded = await loadModule(settings.workspaceRoot, prepare, 'prepare', moduleFiles(inputs));
  if ('severity' in loaded) return loaded as Diagnostic;
  return { ...known, isLibraryPrepared: Boolean(loaded['library']) };
}

/** Loads the helpers module and returns the names of its helpers. */
export async function loadHelperNames(
  workspaceRoot: string,
  path: string | undefined,
  modules: ModuleFiles,
): Promise<string[] | Diagnostic> {
  if (path === undefined) return [];
  const loaded = await loadModule(workspaceRoot, path, 'helpers', modules);
  if ('severity' in loaded) return loaded as Diagnostic;
  const helpers = loaded['default'];
  const names = typeof helpers === 'object' && helpers !== null ? Object.keys(helpers) : [];
  const wrong = names.find((name) => typeof (helpers as Record<string, unknown>)[name] !== 'function');
  if (typeof helpers !== 'object' || helpers === null || wrong !== undefined) {
    const message =
      wrong === undefined
        ? 'the default export of the option "helpers" is not an object'
        : `the helper "${wrong}" is not a function`;
    return { severity: 'error', code: 'module', message, file: path, hint: 'export an object of functions by name' };
  }
  return names;
}
