import { inParallel } from '../build/in-parallel.ts'
import { isForeignMachine, type Loaded, type LoadInput, loadExports, runFiles } from './load.ts'

/** So many files are loaded in one process. */
const together = 8

/** Files that are being loaded. */
export interface LoadedTogether {
  /** What comes of one that was asked for. */
  loaded(input: LoadInput): Promise<Loaded>
  /** Once no process runs any more and no temporary folder is left. */
  readonly ended: Promise<void>
}

/**
 * Loads built files as `loadExports` does, several in one process, since the start of a process takes as long as loading
 * one. That one can be loaded is believed; whatever else comes of it counts only from a process of its own: what breaks
 * off takes others with it, and what fails may fail because of another one.
 *
 * @param limit milliseconds until a process is ended, whether it loads one or several
 */
export function loadTogether(inputs: readonly LoadInput[], signal: AbortSignal, limit = 10_000): LoadedTogether {
  const answers = new Map(inputs.map((input) => [input, Promise.withResolvers<Loaded>()]))
  const load = async (batch: readonly LoadInput[]): Promise<void> => {
    const open = new Set(batch)
    try {
      if (batch.length > 1) {
        await runFiles(batch, signal, limit, (index, loaded) => {
          const input = batch[index]
          if (input === undefined || loaded.names === undefined) return
          answers.get(input)?.resolve(loaded)
          open.delete(input)
        })
      }
      await inParallel([...open], 2, async (input) => {
        answers.get(input)?.resolve(await loadExports(input, signal, limit))
      })
    } catch (error) {
      for (const input of open) answers.get(input)?.reject(error)
    }
  }
  // Whoever waits for one is told.
  for (const { promise } of answers.values()) promise.catch(() => undefined)
  return {
    loaded: (input) => answers.get(input)?.promise ?? loadExports(input, signal, limit),
    ended: inParallel(batchesOf(inputs), 2, load),
  }
}

/** Machine code may bear no second copy of itself in one process, and asks for a right that others do without. */
function batchesOf(inputs: readonly LoadInput[]): readonly (readonly LoadInput[])[] {
  const alone = inputs.filter(({ files }) => files.some(({ path }) => /\.(node|so)(\.|$)/.test(path)))
  const groups = Map.groupBy(
    inputs.filter((input) => !alone.includes(input)),
    ({ machine }) => isForeignMachine(machine),
  )
  const batches = [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / together) }, (_, index) =>
      group.slice(index * together, (index + 1) * together),
    ),
  )
  return [...batches, ...alone.map((input) => [input])]
}
