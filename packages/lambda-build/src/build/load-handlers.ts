import { loadTogether } from '../node/load-together.ts'
import { askHandler } from './check-handler.ts'
import type { Checked } from './checks.ts'
import type { Job } from './job.ts'
import type { Made } from './maker.ts'

/** Handlers that are being loaded. */
export interface HandlersLoading {
  /** What comes of one. */
  of(job: Job): Promise<Checked>
  /** Ends what is still running, and waits until it has. */
  end(): Promise<void>
}

/** Begins to load the handlers of artifacts in other processes, while these artifacts are checked and packed. */
export function loadHandlers(made: ReadonlyMap<Job, Made>, signal: AbortSignal): HandlersLoading {
  const ends = new AbortController()
  const asked = new Map([...made].map(([job, files]) => [job, askHandler(job, files)]))
  const inputs = [...asked.values()].flatMap((each) => ('input' in each ? [each.input] : []))
  const { loaded, ended } = loadTogether(inputs, AbortSignal.any([signal, ends.signal]))
  return {
    async of(job) {
      const question = asked.get(job)
      if (question === undefined) throw new TypeError(`nobody asked for ${job.id}`)
      if (!('input' in question)) return question
      return question.judge(await loaded(question.input))
    },
    async end() {
      ends.abort()
      await ended
    },
  }
}
