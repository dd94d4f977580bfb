import { isAbsolute, join, posix } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { schemaOfData } from '../../engine/templates/unknown-fields/target-texts';
import { isMissing } from '../../engine/file-problem';
import type { Settings } from '../../engine/settings';
import { leadsOut, normalizePath } from '../../plugin/paths';
import { writeFileAtomic } from '../../state/atomic-write';
import { readRegularText } from '../../state/regular-file';
import { FindingsError, UsageError, type Command, type Invocation } from '../command';
import { taskToRun } from '../task/task-to-run';
import { compileSchema, COMPILER, loadSchemaCompiler } from '../types/compile-schema';
import { isTypeFile, typeFile, type TypedSchema } from '../types/type-file';
import { loadProjectGraph } from '../workspace';

type State = 'written' | 'unchanged' | 'stale';

export const types: Command = {
  name: 'types',
  argument: '<project:target[:configuration]>',
  summary: 'write TypeScript types for the data of templates',
  help: `Writes a declaration file from the options "schema" and "dataSchema" of a codegen target: types for its data, and for
the functions that load, prepare and function templates export. It is <target>.types.d.ts in the project's folder,
unless --out names another file. A file that this command did not write is not overwritten. Needs the package
${COMPILER} in the workspace.`,
  options: [
    { name: 'out', type: 'string', help: 'the file to write, relative to the workspace' },
    { name: 'check', type: 'boolean', help: 'write nothing; exit code 1 if the file is not up to date' },
  ],
  async run(invocation) {
    const graph = await loadProjectGraph(invocation.workspaceRoot);
    const [id = ''] = invocation.positionals;
    const { settings, projectName, targetName } = taskToRun(graph, id, invocation);
    const projectRoot = graph.nodes[projectName]?.data.root ?? '.';
    const file = outputFile(invocation, posix.join(projectRoot, `${targetName}.types.d.ts`));
    const text = await typesOf(id, settings);
    const before = textBefore(invocation.workspaceRoot, file);
    const state: State = before === text ? 'unchanged' : invocation.flags['check'] === true ? 'stale' : 'written';
    if (state === 'written') writeFileAtomic(join(invocation.workspaceRoot, file), text);
    return { code: state === 'stale' ? 1 : 0, text: describe(state, file, id), json: { target: id, file, state } };
  },
};

function describe(state: State, file: string, id: string): string {
  if (state === 'stale') return `${file} is not up to date: run npx nx-workflow types ${id}`;
  return state === 'written' ? `wrote ${file}` : `${file} is up to date`;
}

/** The path of the output file, relative to the workspace. Throws if it is outside the workspace. */
function outputFile({ flags }: Invocation, byDefault: string): string {
  const { out } = flags;
  if (typeof out !== 'string') return byDefault;
  const file = normalizePath(out.replaceAll('\\', '/'));
  if (isAbsolute(out) || file === '.' || leadsOut(file))
    throw new UsageError(`--out is "${out}", which is not a file in the workspace`);
  if (!file.endsWith('.d.ts')) throw new UsageError(`--out is "${out}", which does not end in .d.ts`);
  return file;
}

async function typesOf(id: string, settings: Settings): Promise<string> {
  const { workspaceRoot, schema, items, load } = settings;
  const dataSchema = schemaOfData(settings);
  if (schema === undefined && dataSchema === undefined) throw new FindingsError([NO_SCHEMA]);
  const compiler = loadSchemaCompiler(workspaceRoot);
  if ('severity' in compiler) throw new FindingsError([compiler]);
  const describeSchema = async (path: string | undefined, name: string): Promise<TypedSchema | undefined> => {
    if (path === undefined) return undefined;
    const declarations = await compileSchema(workspaceRoot, path, name, compiler);
    if (Array.isArray(declarations)) throw new FindingsError(declarations);
    return { schema: path, declarations };
  };
  const spec = await describeSchema(schema, 'Spec');
  const data = dataSchema !== undefined && dataSchema === schema ? 'spec' : await describeSchema(dataSchema, 'Data');
  return typeFile({ id, spec, data, loadsDocuments: load !== undefined && items !== undefined });
}

/** The present text of the file; undefined if there is none. Throws if this command did not write it. */
function textBefore(workspaceRoot: string, file: string): string | undefined {
  let text: string;
  try {
    text = readRegularText(join(workspaceRoot, file));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new FindingsError([{ severity: 'error', code: 'types', message: (error as Error).message, file }]);
  }
  if (isTypeFile(text)) return text;
  const message = 'this file was not written by this command, so it is not overwritten';
  throw new FindingsError([{ severity: 'error', code: 'types', message, file, hint: 'name another file with --out' }]);
}

const NO_SCHEMA: Diagnostic = {
  severity: 'error',
  code: 'types',
  message: 'the target has no schema, so the types of its data are unknown',
  hint: 'describe the data in a JSON Schema and name it in the option "schema", or "dataSchema" if prepare changes it',
};
