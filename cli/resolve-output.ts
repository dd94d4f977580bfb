/** A declared output as a path or glob of the workspace; undefined where an option that it names has no value. */
export function resolveOutput(
  output: string,
  root: string,
  project: string,
  options: Record<string, unknown> | undefined,
): string | undefined {
  const path = output
    .replace('{workspaceRoot}/', '')
    .replace('{projectRoot}', root)
    .replace('{projectName}', project)
    .replace(/\{options\.([^}]+)\}/, (token, key: string) => {
      const value = options?.[key];
      return typeof value === 'string' ? value.replace('{workspaceRoot}/', '').replace('{projectRoot}', root) : token;
    })
    .replace(/^\.\//, '');
  return path.includes('{options') ? undefined : path;
}
