import { ProjectError } from '@project-utils/contract'
import type { Project } from '@project-utils/project'
import { judgeSuite } from '@project-utils/smoke-test'

/**
 * Judges every suite before anything is sent anywhere; what the tier refuses only of those that are run in it.
 *
 * @throws ProjectError `SMOKE_SUITE_INVALID`, or `SMOKE_WRITES_REFUSED` where nothing else is wrong, with every problem and its place
 */
export async function checkSuites({ suites, tier, root }: Pick<Project, 'suites' | 'tier' | 'root'>): Promise<void> {
  const judged = await Promise.all(
    Object.values(suites).map((suite) =>
      judgeSuite(suite, suite.tiers.includes(tier) ? { tier, folder: root } : { folder: root }),
    ),
  )
  const problems = judged.flatMap((one) => one.problems)
  if (problems.length === 0) return
  const isRefused = problems.every((problem) => problem.code === 'SMOKE_WRITES_REFUSED')
  const code = isRefused ? 'SMOKE_WRITES_REFUSED' : 'SMOKE_SUITE_INVALID'
  throw new ProjectError(code, `the suites ${Object.keys(suites).join(', ')} cannot be run as they are`, { problems })
}
