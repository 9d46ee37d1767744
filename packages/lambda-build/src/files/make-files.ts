import { isProjectError, type Problem, problemsOf } from '@project-utils/contract'
import type { Job } from '../build/job.ts'
import type { Made, Maker } from '../build/maker.ts'
import type { PackageRequest } from '../install/production.ts'
import { makeFolder } from './make-folder.ts'
import { makeLayer } from './make-layer.ts'

/** Packs folders as they are, those for Node.js with their production packages from the lock file. */
export const makeFiles: Maker = async (jobs, options, context) => {
  const made = new Map<Job, Made>()
  const problems: Problem[] = []
  // One after the other: several installations at once would only share the same network and cores.
  for (const job of jobs) {
    const request: PackageRequest = { job, options, context }
    try {
      made.set(job, job.type === 'layer' ? await makeLayer(job, request) : await makeFolder(job, request))
    } catch (error) {
      if (!isProjectError(error)) throw error
      const isNew = ({ message }: Problem): boolean => problems.every((known) => known.message !== message)
      // What one lock file lacks is told once, not for each function that needs it.
      problems.push(
        ...problemsOf(error)
          .filter(isNew)
          .map((problem) => ({ where: job.where, ...problem })),
      )
    }
  }
  return { made, problems }
}
