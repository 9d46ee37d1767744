/** Works on all items, some at the same time; after an error none is begun. */
export async function inParallel<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  let isOver = false
  const run = async (): Promise<void> => {
    for (const item of queue) {
      if (isOver) return
      try {
        await work(item)
      } catch (error) {
        isOver = true
        throw error
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: most }, run))
  for (const each of ended) if (each.status === 'rejected') throw each.reason
}
