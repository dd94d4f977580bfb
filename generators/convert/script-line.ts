/** A parsed script, by the other scripts of the package that it runs. */
export type ScriptLine =
  /** Sequential stages of parallel scripts, then possibly a command. */
  | { readonly kind: 'stages'; readonly stages: readonly (readonly string[])[]; readonly command: string | undefined }
  /** A command that runs scripts in a way that edges cannot express. */
  | { readonly kind: 'whole'; readonly reason: string };

/**
 * Parses `npm run a && npm run b && command`, with npm, yarn, pnpm, bun, run-s, run-p and npm-run-all. Pure.
 *
 * @param scripts names of all scripts of the package
 */
export function readScriptLine(text: string, scripts: readonly string[]): ScriptLine {
  const segments = splitAtAnd(text);
  if (!segments) {
    const isPlain = !/\b(npm|yarn|pnpm|bun|run-s|run-p|npm-run-all)\b/.test(text);
    return isPlain ? alone(text) : whole('it joins commands by more than &&');
  }
  const stages: string[][] = [];
  const commands: string[] = [];
  for (const segment of segments) {
    const found = readRun(segment, scripts);
    if (typeof found === 'string') return whole(found);
    if (!found) commands.push(segment);
    else if (commands.length > 0) return whole('it runs scripts after a command of its own');
    else stages.push(...found);
  }
  const names = stages.flat();
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) return whole(`it runs "${twice}" twice`);
  return { kind: 'stages', stages, command: commands.length > 0 ? commands.join(' && ') : undefined };
}

function alone(command: string): ScriptLine {
  return { kind: 'stages', stages: [], command };
}

function whole(reason: string): ScriptLine {
  return { kind: 'whole', reason };
}

/** The parts between `&&`; undefined if the text has any other control operator of the shell. */
function splitAtAnd(text: string): string[] | undefined {
  const parts: string[] = [];
  let part = '';
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\\' && quote !== "'") {
      part += character + text.charAt(++index);
      continue;
    }
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (/["'`]/.test(character)) quote = character;
    else if (text.startsWith('&&', index)) {
      parts.push(part.trim());
      part = '';
      index++;
      continue;
    } else if (/[;&\n()]/.test(character) && !/[<>]/.test(text.charAt(index - 1))) return undefined;
    else if (text.startsWith('||', index)) return undefined;
    part += character;
  }
  return [...parts, part.trim()].filter((one) => one !== '');
}

/** The stages that a command runs; undefined if it runs no scripts; a reason if edges cannot express it. */
function readRun(segment: string, scripts: readonly string[]): string[][] | undefined | string {
  const words = segment.split(/\s+/);
  const [program = '', ...args] = words[0] === 'npx' ? words.slice(1) : words;
  if (['run-s', 'run-p', 'npm-run-all', 'npm-run-all2'].includes(program)) return readRunAll(program, args, scripts);
  if (!['npm', 'yarn', 'pnpm', 'bun'].includes(program)) return undefined;
  const own = args.filter((arg) => !['-s', '--silent', '--quiet'].includes(arg));
  const isRun = own[0] === 'run' || own[0] === 'run-script';
  const isShort =
    program === 'npm'
      ? ['test', 't', 'start', 'stop', 'restart'].includes(own[0] ?? '')
      : scripts.includes(own[0] ?? '');
  if (!isRun && !isShort) return undefined;
  const [word = '', ...rest] = isRun ? own.slice(1) : own;
  const name = !isRun && word === 't' ? 'test' : word;
  if (rest.length > 0) return `it passes arguments to "${name}"`;
  return scripts.includes(name) ? [[name]] : `it runs "${name}", which is not a script`;
}

function readRunAll(program: string, args: readonly string[], scripts: readonly string[]): string[][] | string {
  let isParallel = program === 'run-p';
  const stages: string[][] = [];
  let group: string[] | undefined;
  for (const arg of args) {
    if (['-s', '--sequential', '--serial', '-p', '--parallel'].includes(arg) && program.startsWith('npm-run-all')) {
      isParallel = arg === '-p' || arg === '--parallel';
      group = undefined;
    } else if (['--silent', '-l', '--print-label', '-n', '--print-name'].includes(arg)) continue;
    else if (arg.startsWith('-') || /["']/.test(arg)) return `it passes ${arg} to ${program}`;
    else {
      const names = matching(arg, scripts);
      if (names.length === 0) return `it runs "${arg}", which is not a script`;
      if (!isParallel) stages.push(...names.map((name) => [name]));
      else if (group) group.push(...names);
      else stages.push((group = [...names]));
    }
  }
  return stages;
}

/** `*` matches one part between colons, `**` any number of them. */
function matching(pattern: string, scripts: readonly string[]): string[] {
  if (!pattern.includes('*')) return scripts.filter((name) => name === pattern);
  const parts = pattern.split(/(\*\*|\*)/).map((part) => {
    if (part === '**') return '.*';
    return part === '*' ? '[^:]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  const expression = new RegExp(`^${parts.join('')}$`);
  return scripts.filter((name) => expression.test(name));
}
