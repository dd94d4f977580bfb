import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { installCommand } from '../../modules/install-command';
import { parseSchema } from '../../engine/sources/schema-check';

/** The package that makes TypeScript of a JSON Schema. The workspace installs it: only this command needs it. */
export const COMPILER = 'json-schema-to-typescript';

/** What of it is used. */
export interface SchemaCompiler {
  compile(schema: object, name: string, options: object): Promise<string>;
}

const OPTIONS = {
  bannerComment: '',
  unknownAny: true,
  style: { singleQuote: true, printWidth: 100 },
  // A schema refers to nothing outside of itself.
  $refOptions: { resolve: { file: false, http: false } },
};

/** The workspace's own package, or what is wrong with it. */
export function loadSchemaCompiler(workspaceRoot: string): SchemaCompiler | Diagnostic {
  try {
    return createRequire(join(workspaceRoot, 'package.json'))(COMPILER) as SchemaCompiler;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
    return {
      severity: 'error',
      code: 'types',
      message: `this command needs the package ${COMPILER}, which ${isMissing ? 'is not installed' : 'does not load'}`,
      hint: isMissing ? installCommand(workspaceRoot, COMPILER) : (error as Error).message,
    };
  }
}

/**
 * The declarations of a schema's types, of which the one of the whole has a given name; or what is wrong with the schema.
 *
 * @param path of the schema, relative to the workspace
 */
export async function compileSchema(
  workspaceRoot: string,
  path: string,
  name: string,
  compiler: SchemaCompiler,
): Promise<string | Diagnostic[]> {
  const parsed = parseSchema(workspaceRoot, path);
  if (Array.isArray(parsed)) return parsed;
  // A title would be the name of the type.
  const schema = typeof parsed.data === 'object' ? { ...parsed.data, title: name } : { title: name };
  try {
    return await compiler.compile(schema, name, OPTIONS);
  } catch (error) {
    const message = `${COMPILER} cannot make types of this schema: ${(error as Error).message}`;
    return [{ severity: 'error', code: 'types', message, file: path }];
  }
}
