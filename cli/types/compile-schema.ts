import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { installCommand } from '../../modules/install-command';
import { parseSchema } from '../../engine/sources/schema-check';

/** The package that turns a JSON Schema into TypeScript. Users install it, because only this command needs it. */
export const COMPILER = 'json-schema-to-typescript';

/** The part of its API that is used. */
export interface SchemaCompiler {
  compile(schema: object, name: string, options: object): Promise<string>;
}

const OPTIONS = {
  bannerComment: '',
  unknownAny: true,
  style: { singleQuote: true, printWidth: 100 },
  // A schema may not refer to other files.
  $refOptions: { resolve: { file: false, http: false } },
};

/** Loads the package from the workspace; a finding if that fails. */
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
 * The type declarations of a schema, or a finding about the schema.
 *
 * @param path path of the schema, relative to the workspace
 */
export async function compileSchema(
  workspaceRoot: string,
  path: string,
  name: string,
  compiler: SchemaCompiler,
): Promise<string | Diagnostic[]> {
  const parsed = parseSchema(workspaceRoot, path);
  if (Array.isArray(parsed)) return parsed;
  // The title becomes the name of the type.
  const schema = typeof parsed.data === 'object' ? { ...parsed.data, title: name } : { title: name };
  try {
    return await compiler.compile(schema, name, OPTIONS);
  } catch (error) {
    const message = `${COMPILER} cannot make types of this schema: ${(error as Error).message}`;
    return [{ severity: 'error', code: 'types', message, file: path }];
  }
}
