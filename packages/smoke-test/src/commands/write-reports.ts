import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Invocation } from '@project-utils/cli'
import { isProjectError, type Problem, ProjectError, problemsOf } from '@project-utils/contract'
import type { SuiteResult } from '../suite/result.ts'

/** Results of suites, and what a report says of them besides. */
export interface Reported {
  readonly suites: readonly SuiteResult[]
  /** Such as `votes dev`. */
  readonly title: string
  /** Id of the run that they come from. */
  readonly run?: string
}

/**
 * Writes the reports that `--junit` and `--html` ask for, and on GitHub Actions the job's summary and annotations. Gives what
 * could not be written as problems: it never hides how the suites ended.
 */
export async function writeReports(invocation: Invocation, reported: Reported): Promise<readonly Problem[]> {
  const { flags, environment, cwd } = invocation
  const { masker } = invocation
  const suites = masker.maskJson(reported.suites)
  const problems: Problem[] = []
  const attempt = async (write: () => Promise<void> | void): Promise<void> => {
    try {
      await write()
    } catch (error) {
      if (!isProjectError(error)) throw error
      problems.push(...problemsOf(error))
    }
  }
  const { junit, html } = flags
  if (typeof junit === 'string') {
    const [{ formatJunit }, { writeReport }] = await Promise.all([
      import('../reports/format-junit.ts'),
      import('../reports/write-file.ts'),
    ])
    await attempt(async () => await writeReport(resolve(cwd, junit), formatJunit(suites), '--junit'))
  }
  if (typeof html === 'string') {
    const [{ formatHtml }, { writeReport }, { pictureAddress }] = await Promise.all([
      import('../reports/format-html.ts'),
      import('../reports/write-file.ts'),
      import('../reports/picture.ts'),
    ])
    const when = timeOf(reported.run)
    const page = { suites, title: reported.title, picture: pictureAddress, ...(when === undefined ? {} : { when }) }
    await attempt(async () => await writeReport(resolve(cwd, html), formatHtml(page), '--html'))
  }
  if (environment['GITHUB_ACTIONS'] === 'true') {
    await attempt(async () => await tellGitHub(invocation, suites, reported.title))
  }
  return problems
}

async function tellGitHub(invocation: Invocation, suites: readonly SuiteResult[], title: string): Promise<void> {
  const [{ formatAnnotations }, { findingsOf }] = await Promise.all([
    import('@project-utils/report'),
    import('../reports/findings.ts'),
  ])
  const annotations = formatAnnotations(findingsOf(suites))
  if (annotations !== '') await invocation.tell(() => `${annotations}\n`, true)
  const file = invocation.environment['GITHUB_STEP_SUMMARY']
  if (file === undefined || file === '') return
  const { formatMarkdown } = await import('../reports/format-markdown.ts')
  try {
    appendFileSync(file, formatMarkdown(suites, title))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ProjectError('SMOKE_REPORT_FILE', `the job summary ${file} cannot be written: ${reason}`, {
      cause,
      hint: 'see what GITHUB_STEP_SUMMARY names',
    })
  }
}

/** When a run began, for people: its id begins with it. */
function timeOf(run: string | undefined): string | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(run ?? '') ?? []
  const [year, month, day, hour, minute] = parts
  return year === undefined ? undefined : `${year}-${month}-${day} ${hour}:${minute} UTC`
}
