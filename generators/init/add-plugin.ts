import type { Tree } from '@nx/devkit';
import { parse, type ParseError } from 'jsonc-parser';
import { append, set } from '../json/edit';
import { hasPlugin, PACKAGE } from '../plugin-options';
import { orRefuse, Refusal } from '../refusal';
import { isObject } from '../workflow-file/read';

/** Adds plugins to nx.json, by default this one; false if all of them are already there. */
export function addPlugin(tree: Tree, wanted: readonly string[] = [PACKAGE]): boolean {
  const before = tree.read('nx.json', 'utf-8') ?? '{}\n';
  const after = orRefuse(withPlugins(before, wanted));
  if (after !== before) tree.write('nx.json', after);
  return after !== before;
}

/** Appends missing plugins to the text of nx.json; comments and layout stay. Pure. */
export function withPlugins(nxJson: string, wanted: readonly string[]): string | Refusal {
  const errors: ParseError[] = [];
  const value: unknown = parse(nxJson, errors, { allowTrailingComma: true });
  if (errors.length > 0 || !isObject(value)) return new Refusal('nx.json is not valid JSON', 'correct it first');
  const plugins = value['plugins'];
  if (plugins === undefined) return set(nxJson, ['plugins'], wanted);
  if (!Array.isArray(plugins)) return new Refusal('"plugins" in nx.json must be a list', 'correct it first');
  return wanted
    .filter((name) => !hasPlugin(plugins, name))
    .reduce((text, name) => append(text, ['plugins'], name), nxJson);
}
