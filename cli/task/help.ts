/** What may follow behind `--` of a command that looks at a task. */
export const OVERRIDES = '<overrides>';

/** A paragraph of help for each command that looks at one task. */
export const AS_NX_RUNS = `It looks at what "nx run" would run: the configuration that is named or else the target's default one, the .env files
of the workspace and of the project, and options behind "--" that override the target's, as in "-- --outputDir=other".`;
