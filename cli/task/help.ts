/** The arguments after `--` of a command for a task. */
export const OVERRIDES = '<overrides>';

/** A help paragraph for all commands that take a task. */
export const AS_NX_RUNS = `It uses the task that "nx run" would run: the given configuration or else the target's default one, the .env files
of the workspace and of the project, and options after "--" that override the target's, as in "-- --outputDir=other".`;
