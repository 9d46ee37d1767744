import { ProjectError } from '@project-utils/contract'
import type { Project } from '@project-utils/project'
import { validateSuite } from '@project-utils/smoke-test'

/**
 * Judges every suite before anything is sent anywhere.
 *
 * @throws ProjectError `SMOKE_SUITE_INVALID`, or `SMOKE_WRITES_REFUSED` where nothing else is wrong, with every problem and its place
 */
export function checkSuites({ suites, tier }: Pick<Project, 'suites' | 'tier'>): void {
  const problems = Object.values(suites).flatMap((suite) => validateSuite(suite.steps, { tier }))
  if (problems.length === 0) return
  const isRefused = problems.every((problem) => problem.code === 'SMOKE_WRITES_REFUSED')
  const code = isRefused ? 'SMOKE_WRITES_REFUSED' : 'SMOKE_SUITE_INVALID'
  throw new ProjectError(code, `the suites ${Object.keys(suites).join(', ')} cannot be run as they are`, { problems })
}
