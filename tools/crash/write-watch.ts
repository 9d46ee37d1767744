/** Ends a program at one of the changes it makes in folders: the moments in which a file may be half are short. */
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, watch } from 'node:fs'

/** Counts changes of names and contents, and ends a program at the one that was set. */
export interface WriteWatch {
  /** Begins to count anew; with a number, the victim is killed at that change, counted from 1. */
  arm(at?: number, victim?: ChildProcess): void
  counted(): number
  close(): void
}

/** Watches folders, which are made where they are not there. */
export function watchWrites(folders: readonly string[]): WriteWatch {
  let counted = 0
  let fatal: number | undefined
  let victim: ChildProcess | undefined
  const watchers = folders.map((folder) => {
    mkdirSync(folder, { recursive: true })
    return watch(folder, () => {
      counted += 1
      if (counted === fatal) victim?.kill('SIGKILL')
    })
  })
  return {
    arm: (at, whom) => {
      counted = 0
      fatal = at
      victim = whom
    },
    counted: () => counted,
    close: () => {
      for (const watcher of watchers) watcher.close()
    },
  }
}
