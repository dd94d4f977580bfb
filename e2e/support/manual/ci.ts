import { parse } from 'yaml';

/** The commands of a pipeline file, in order, with its variables. */
export interface CiCommands {
  readonly commands: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Job {
  readonly env?: Record<string, string>;
  readonly variables?: Record<string, string>;
  readonly steps?: readonly { readonly run?: string }[];
  readonly script?: readonly string[];
}

/**
 * The commands of a GitHub or GitLab pipeline; undefined for another YAML file. Those of the provider's own steps, and
 * `npm ci`, are left out: the test's workspace is installed already.
 */
export function commandsOfCi(path: string, text: string): CiCommands | undefined {
  const isGithub = path.startsWith('.github/workflows/');
  if (!isGithub && path !== '.gitlab-ci.yml') return undefined;
  const file = parse(text) as Record<string, unknown> & { jobs?: Record<string, Job> } & Job;
  const jobs = Object.values((isGithub ? file.jobs : file) ?? {}) as Job[];
  const lines = jobs.flatMap((job) => job.script ?? (job.steps ?? []).flatMap((step) => step.run ?? []));
  const commands = lines.flatMap((line) => line.trim().split('\n')).filter((line) => line !== 'npm ci');
  if (commands.length === 0) throw new Error(`${path} runs nothing`);
  const env = [file.env, file.variables, ...jobs.flatMap((job) => [job.env, job.variables])];
  return { commands, env: Object.assign({}, ...env) as Record<string, string> };
}
