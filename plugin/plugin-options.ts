import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { didYouMean } from '../diagnostics/suggest';
import { readRegularText } from '../state/regular-file';
import { SourceText } from '../diagnostics/source-text';
import { JsonDocument, type JsonPath } from './document';
import { describeType, hasType, type FieldType } from './field-types';
import { nameProblem } from './name-problem';

/** The plugin's options in nx.json. */
export interface WorkflowPluginOptions {
  /** The target that runs a whole workflow; `<name>-<phase>` runs a phase. Default: `workflow`. */
  workflowTargetName?: string;
  /** Throw on a broken workflow file, instead of making its targets fail. Default: false. */
  strict?: boolean;
}

const TYPES: Readonly<Record<keyof WorkflowPluginOptions, FieldType>> = {
  workflowTargetName: 'a string',
  strict: 'true or false',
};

/** The valid options, and findings about the others. */
export interface ReadOptions {
  readonly options: WorkflowPluginOptions;
  readonly diagnostics: readonly Diagnostic[];
}

/** Validates the options from nx.json. Reads nx.json only if there are findings, for their positions. */
export function readPluginOptions(given: unknown, workspaceRoot: string): ReadOptions {
  if (given === undefined || given === null) return { options: {}, diagnostics: [] };
  const problems = [...problemsOf(given)];
  if (problems.length === 0) return { options: given, diagnostics: [] };
  const bad = new Set(problems.map(({ option }) => option));
  const options = Object.fromEntries(
    Object.entries(hasType(given, 'an object') ? given : {}).filter(([option]) => !bad.has(option)),
  );
  return { options, diagnostics: placed(problems, given, workspaceRoot) };
}

interface OptionProblem {
  readonly code: 'unknown-property' | 'wrong-type' | 'invalid-name';
  /** Undefined if the options are not an object. */
  readonly option?: string;
  readonly message: string;
  readonly hint: string;
}

function* problemsOf(given: unknown): Generator<OptionProblem> {
  if (!hasType(given, 'an object')) {
    const message = `the options of the plugin must be an object, not ${describeType(given)}`;
    yield { code: 'wrong-type', message, hint: 'write "options": {}' };
    return;
  }
  for (const [option, value] of Object.entries(given as object)) {
    const type = Object.hasOwn(TYPES, option) ? TYPES[option as keyof typeof TYPES] : undefined;
    if (!type) {
      const message = `the plugin has no option "${option}"`;
      yield { code: 'unknown-property', option, message, hint: didYouMean(option, Object.keys(TYPES)) };
    } else if (!hasType(value, type)) {
      const message = `the plugin's option "${option}" must be ${type}, not ${describeType(value)}`;
      yield { code: 'wrong-type', option, message, hint: `change it to ${type}` };
    } else if (option === 'workflowTargetName') {
      const problem = nameProblem('target', value as string);
      if (problem) yield { code: 'invalid-name', option, ...problem };
    }
  }
}

function placed(problems: readonly OptionProblem[], given: unknown, workspaceRoot: string): Diagnostic[] {
  const { parse, parseTree } = require('jsonc-parser') as typeof import('jsonc-parser');
  const text = readRegularText(join(workspaceRoot, 'nx.json'));
  const document = new JsonDocument(new SourceText('nx.json', text), parseTree(text));
  const { plugins = [] } = parse(text) as { plugins?: { options?: unknown }[] };
  const index = plugins.findIndex(({ options }) => JSON.stringify(options) === JSON.stringify(given));
  const path: JsonPath = ['plugins', index, 'options'];
  return problems.map(({ code, option, message, hint }) => {
    if (option === undefined) return document.atValue(code, path, message, hint);
    const place = [...path, option];
    return code === 'unknown-property'
      ? document.atKey(code, place, message, hint)
      : document.atValue(code, place, message, hint);
  });
}
