import { resolveTokens, type TokenValues } from '../plugin/paths';

/**
 * A declared output as a path or glob of the workspace, with its leading `!` where it has one; undefined where an option
 * that it names has no value.
 */
export function resolveOutput(output: string, values: TokenValues): string | undefined {
  const path = resolveTokens(output, values);
  return path !== undefined && output.startsWith('!') ? `!${path}` : path;
}
