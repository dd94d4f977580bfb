/**
 * Says that another run has the output folder, to standard error: what is waited for may be a run that was forgotten
 * in another terminal.
 *
 * @param owner the id of its process
 */
export function reportWaiting(outputDir: string, owner: number): void {
  process.stderr.write(`${outputDir}: waiting for another run, process ${owner}\n`);
}
