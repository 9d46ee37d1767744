/** One life of an environment in an account of its own: each act is disturbed once, repeated, and judged. */
import { startProxy } from '../proxy/proxy.ts'
import { openTiny, type TinyProject } from '../tiny-project.ts'
import { type Disturber, isKill, openDisturber, type Point } from './disturbance.ts'
import { countOf, growth, type Inventory, takeInventory } from './inventory.ts'
import { askWhatIsLeft, judgeDone, judgeInterrupted, lastStatement, namedLeft } from './judge.ts'
import { type Scenario, scenarios } from './scenario.ts'

/** What a whole life without a disturbance came to, act by act. */
export interface Reference {
  readonly calls: readonly number[]
  readonly growth: readonly Inventory[]
}

/** What became of one disturbed act. */
export interface Outcome {
  readonly scenario: string
  readonly point: Point
  /** The call that was hit; absent where the run ended before it. */
  readonly hit?: string
  /** What the first run had left and the next named, by rule. */
  readonly named: readonly string[]
  /** Broken rules; none where all is well. */
  readonly wrong: readonly string[]
}

/** Where lives are lived, and the program that is tried. */
export interface Ground {
  readonly endpoint: string
  /** Folder of the local cloud. */
  readonly localFolder: string
  /** Script of `project-deploy`; fixed for all lives, whatever is built meanwhile. */
  readonly bin: string
}

/** A name of its own for the project of an account. */
export function projectIn(account: string): string {
  return `tiny-${account.slice(-6)}`
}

interface Life {
  readonly tiny: TinyProject
  readonly disturber: Disturber
  look(): Promise<Inventory>
  close(): Promise<void>
}

/** Lives through all acts undisturbed. Throws where that alone fails. */
export async function liveUndisturbed(ground: Ground, account: string): Promise<Reference> {
  const life = await openLife(ground, account)
  const calls: number[] = []
  const grown: Inventory[] = []
  try {
    let before = await life.look()
    for (const scenario of scenarios) {
      await scenario.prepare(life.tiny)
      life.disturber.arm()
      const run = await life.tiny.run(...scenario.args, '--json')
      calls.push(life.disturber.counted())
      const wrong = run.code === 0 ? await judgeDone(life.tiny, scenario) : [run.stdout]
      if (wrong.length > 0) throw new Error(`${scenario.name}, undisturbed: ${wrong.join('; ')}`)
      const after = await life.look()
      grown.push(growth(before, after))
      before = after
    }
    return { calls, growth: grown }
  } finally {
    await life.close()
  }
}

/** Lives through all acts, each disturbed at its point (none where there is no point for it). */
export async function liveDisturbed(
  ground: Ground,
  account: string,
  points: readonly (Point | undefined)[],
  reference: Reference,
): Promise<readonly Outcome[]> {
  const life = await openLife(ground, account)
  const outcomes: Outcome[] = []
  try {
    let before = await life.look()
    for (const [index, scenario] of scenarios.entries()) {
      await scenario.prepare(life.tiny)
      const point = points[index]
      const outcome = point === undefined ? undefined : await disturb(life, scenario, point)
      const repeated = await repeat(life, scenario, point !== undefined && isKill(point))
      const after = await life.look()
      const extra = Object.entries(growth(reference.growth[index] ?? {}, growth(before, after))).filter(
        ([line]) => !line.startsWith('lock '),
      )
      before = after
      const wrong = [...repeated.wrong, ...extra.map(([what, count]) => `${count > 0 ? '+' : ''}${count} ${what}`)]
      if (outcome !== undefined)
        outcomes.push({ ...outcome, named: repeated.named, wrong: [...outcome.wrong, ...wrong] })
      // Nothing further can be judged in an environment that does not converge.
      if (repeated.wrong.length > 0) break
    }
    return outcomes
  } finally {
    await life.close()
  }
}

async function openLife(ground: Ground, account: string): Promise<Life> {
  const disturber = openDisturber()
  const proxy = await startProxy({ target: ground.endpoint, interceptors: [disturber.interceptor] })
  const project = projectIn(account)
  const tiny = await openTiny({ ...ground, endpoint: proxy.endpoint, account, project })
  return {
    tiny,
    disturber,
    look: () => takeInventory(ground.endpoint, account, project),
    close: async () => {
      await tiny.close()
      await proxy.close()
    },
  }
}

async function disturb({ tiny, disturber }: Life, scenario: Scenario, point: Point): Promise<Omit<Outcome, 'named'>> {
  disturber.arm(point, () => victim)
  const victim = tiny.start(...scenario.args, '--json')
  const run = await victim.ended
  const hit = disturber.hit()
  disturber.arm()
  const base = { scenario: scenario.name, point, ...(hit === undefined ? {} : { hit }) }
  if (hit === undefined)
    return { ...base, wrong: run.code === 0 ? [] : [`ended with ${run.code} before call ${point.call}`] }
  if (isKill(point)) return { ...base, wrong: run.signal === 'SIGKILL' ? [] : [`ended by itself with ${run.code}`] }
  const signal = point.way === 'SIGTERM' ? 'SIGTERM' : 'SIGINT'
  return { ...base, wrong: await judgeInterrupted(tiny, scenario, run, signal) }
}

/** The same command again. Every change set that was left must be named by it, a lock that it leaves by `status`. */
async function repeat(life: Life, scenario: Scenario, wasKilled: boolean): Promise<Pick<Outcome, 'named' | 'wrong'>> {
  const { tiny, disturber } = life
  const left = wasKilled ? countOf(await life.look(), 'open change set') : 0
  disturber.arm()
  const run = await tiny.run(...scenario.args, '--json')
  const statement = lastStatement(run)
  if (run.code !== 0) {
    const problems = JSON.stringify(statement?.problems ?? [])
    return {
      named: [],
      wrong: [`the same command again ends with ${run.code}: ${problems} ${run.stderr.slice(-2000)}`],
    }
  }
  const wrong = [...(await judgeDone(tiny, scenario))]
  const named = [...namedLeft(statement?.findings ?? [])]
  if (named.length !== left) wrong.push(`${left} change sets were left, ${named.length} are named`)
  if (countOf(await life.look(), 'lock') > 0) {
    const told = await askWhatIsLeft(tiny)
    named.push(...told)
    if (!told.includes('deploy/left-lock')) wrong.push('a lock stays that status does not name')
  }
  return { named, wrong }
}
