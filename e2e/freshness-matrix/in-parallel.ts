/** Maps a list, a few at a time; the results are in the list's order. */
export async function inParallel<T, R>(list: readonly T[], count: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < list.length; index = next++) results[index] = await work(list[index]!);
  };
  await Promise.all(Array.from({ length: count }, worker));
  return results;
}
