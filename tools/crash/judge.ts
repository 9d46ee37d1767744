/** What must be true of an environment, whatever happened to the runs before. Each broken rule is one line. */
import type { Envelope, Finding } from '@project-utils/contract'
import type { TinyProject, TinyRun } from '../tiny-project.ts'
import type { Scenario } from './scenario.ts'

/** The parts of `status` that are judged. */
interface Status {
  readonly latest: { readonly outcome: string } | null
  readonly lock: unknown
  readonly stacks: readonly { readonly status: string; readonly asReleased: boolean }[]
  readonly functions: readonly { readonly version: string | null; readonly live: string | null }[]
  readonly outputs: { readonly app?: { readonly ApiUrl?: string; readonly SiteUrl?: string } }
}

/** Rules by which `status` and a deployment name what a dead run left. */
const naming: readonly string[] = ['cfn/left-change-set', 'deploy/left-change-set', 'deploy/left-lock']

/** What of the findings names a leftover, by rule. */
export function namedLeft(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ rule }) => rule).filter((rule) => naming.includes(rule))
}

/** Asks `status` what is left behind. */
export async function askWhatIsLeft(tiny: TinyProject): Promise<readonly string[]> {
  return namedLeft((await tiny.json('status')).findings)
}

/** Judges an act that is said to be done: the application answers, and `status` agrees with the record. */
export async function judgeDone(tiny: TinyProject, scenario: Scenario): Promise<readonly string[]> {
  const envelope = await tiny.json('status')
  const status = envelope.data as unknown as Status
  const wrong: string[] = []
  const demand = (holds: boolean, what: string): void => void (holds || wrong.push(what))
  demand(envelope.exitCode === 0, `status ends with ${envelope.exitCode}`)
  const found = envelope.findings.filter(({ rule }) => rule !== 'deploy/left-lock')
  demand(found.length === 0, `status finds ${JSON.stringify(found)}`)
  demand(status.lock === null, `a lock stays: ${JSON.stringify(status.lock)}`)
  demand(status.latest?.outcome === 'succeeded', `the latest run is recorded as ${status.latest?.outcome}`)
  if (scenario.greeting === undefined) {
    demand(
      status.stacks.every((stack) => stack.status === 'ABSENT'),
      `stacks stay: ${JSON.stringify(status.stacks)}`,
    )
    return wrong
  }
  demand(
    status.stacks.every((stack) => stack.asReleased && stack.status.endsWith('_COMPLETE')),
    `stacks are not as released: ${JSON.stringify(status.stacks)}`,
  )
  demand(
    status.functions.length > 0 && status.functions.every(({ version, live }) => version !== null && version === live),
    `versions are not live: ${JSON.stringify(status.functions)}`,
  )
  const { ApiUrl, SiteUrl } = status.outputs.app ?? {}
  const [api, site] = await Promise.all([read(`${ApiUrl}/hello`), read(`${SiteUrl}/`)])
  demand(api.includes(`"${scenario.greeting}"`), `the API says ${api}`)
  demand(site.includes(`<title>${scenario.title}</title>`), `the site says ${site}`)
  return wrong
}

/** Judges a run that a signal reached: a true last statement, and no lock. */
export async function judgeInterrupted(
  tiny: TinyProject,
  scenario: Scenario,
  run: TinyRun,
  signal: 'SIGINT' | 'SIGTERM',
): Promise<readonly string[]> {
  const envelope = lastStatement(run)
  if (envelope === undefined) return [`no last statement: code ${run.code}, signal ${run.signal}: ${run.stderr}`]
  const wrong: string[] = []
  const demand = (holds: boolean, what: string): void => void (holds || wrong.push(what))
  demand(envelope.exitCode === run.code, `it says exit code ${envelope.exitCode} and ends with ${run.code}`)
  if (run.code === 0) return [...wrong, ...(await judgeDone(tiny, scenario)).map((one) => `said done, but ${one}`)]
  demand(
    run.code === (signal === 'SIGINT' ? 130 : 143),
    `${signal} ends with ${run.code}: ${JSON.stringify(envelope.problems)}`,
  )
  const status = (await tiny.json('status')).data as unknown as Status
  demand(status.lock === null, `a lock stays: ${JSON.stringify(status.lock)}`)
  demand(status.latest?.outcome !== 'started', 'the record says that the run still goes on')
  return wrong
}

/** The one result that a run printed; none where it printed something else. */
export function lastStatement({ stdout }: TinyRun): Envelope | undefined {
  try {
    return JSON.parse(stdout)
  } catch {
    return undefined
  }
}

async function read(url: string): Promise<string> {
  try {
    return await (await fetch(url)).text()
  } catch (error) {
    return `nothing (${error instanceof Error ? error.message : error})`
  }
}
