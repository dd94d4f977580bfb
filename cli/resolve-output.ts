import { resolveTokens, type TokenValues } from '../plugin/paths';

/**
 * A declared output as a path or glob relative to the workspace, with its leading `!` if it has one; undefined if an
 * option in it has no value.
 */
export function resolveOutput(output: string, values: TokenValues): string | undefined {
  const path = resolveTokens(output, values);
  return path !== undefined && output.startsWith('!') ? `!${path}` : path;
}
