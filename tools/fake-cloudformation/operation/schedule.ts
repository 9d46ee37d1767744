/** Works on many resources at once, each as soon as what it needs is there. */

/** The work on one resource; each step is one tick, the result the reason why it failed. */
export interface Job {
  readonly logicalId: string
  readonly needs: readonly string[]
  run(): Generator<void, string | undefined>
  /** Called where another's failure ends it half-way. */
  cancel(): void
}

/** How the work ended. */
export interface Ran {
  /** Failed ones and those cancelled with them, in the order in which they failed. */
  readonly failed: readonly string[]
  readonly wasCancelled: boolean
}

/** When to stop before all is done. */
export interface Limits {
  /** Whether a failure ends what others are at. Default: no, they end their work. */
  readonly cancels?: boolean
  isCancelled?(): boolean
}

/** Runs all jobs, dependencies first. */
export function* runJobs(jobs: readonly Job[], limits: Limits = {}): Generator<void, Ran> {
  const ids = new Set(jobs.map(({ logicalId }) => logicalId))
  const done = new Set<string>()
  const failed: string[] = []
  let pending = [...jobs]
  let active: { readonly job: Job; readonly work: Generator<void, string | undefined> }[] = []
  const end = (wasCancelled: boolean): Ran => {
    for (const { job } of active) {
      job.cancel()
      failed.push(job.logicalId)
    }
    return { failed, wasCancelled }
  }
  for (;;) {
    if (limits.isCancelled?.() === true) return end(true)
    const ready = pending.filter(({ needs }) => needs.every((id) => done.has(id) || !ids.has(id)))
    pending = pending.filter((job) => !ready.includes(job))
    active.push(...ready.map((job) => ({ job, work: job.run() })))
    if (active.length === 0) return { failed, wasCancelled: false }
    active = active.filter(({ job, work }) => {
      const step = work.next()
      if (step.done !== true) return true
      if (step.value === undefined) done.add(job.logicalId)
      else failed.push(job.logicalId)
      return false
    })
    if (failed.length > 0 && limits.cancels === true) return end(false)
    // What took no time lets the next begin at once.
    if (active.length > 0) yield
  }
}
