/** Maps a list with limited concurrency; results are in the order of the list. */
export async function inParallel<T, R>(list: readonly T[], count: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < list.length; index = next++) results[index] = await work(list[index]!);
  };
  await Promise.all(Array.from({ length: count }, worker));
  return results;
}
