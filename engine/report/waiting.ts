/**
 * Reports on standard error that another run holds the output folder, perhaps a forgotten one in another terminal.
 *
 * @param owner process id of that run
 */
export function reportWaiting(outputDir: string, owner: number): void {
  process.stderr.write(`${outputDir}: waiting for another run, process ${owner}\n`);
}
