/** Several real processes deploy the same environment at the same time. */
import type { Interceptor } from '../proxy/interceptor.ts'
import { startProxy } from '../proxy/proxy.ts'
import { openTiny } from '../tiny-project.ts'
import { judgeDone, lastStatement } from './judge.ts'
import { type Ground, projectIn } from './life.ts'
import { scenarios } from './scenario.ts'

const first = scenarios[0] as (typeof scenarios)[0]

/** What a race came to: the exit codes, and broken rules. */
export interface Race {
  readonly codes: readonly (number | null)[]
  readonly wrong: readonly string[]
}

/**
 * Starts `runners` first deployments at once. At least one must succeed, nobody may end but with success, a held lock or a
 * plan that no longer fits, and no two may be the lock's holder at any time, as seen from outside.
 */
export async function race(ground: Ground, account: string, runners: number): Promise<Race> {
  const watch = watchLock()
  const proxy = await startProxy({ target: ground.endpoint, interceptors: [watch.interceptor] })
  const tinies = await Promise.all(
    Array.from({ length: runners }, () =>
      openTiny({ ...ground, endpoint: proxy.endpoint, account, project: projectIn(account) }),
    ),
  )
  try {
    const runs = await Promise.all(tinies.map((tiny) => tiny.run('--json')))
    const codes = runs.map(({ code }) => code)
    const wrong = [...watch.wrong]
    if (!codes.includes(0)) wrong.push('nobody succeeds')
    for (const run of runs) {
      const problems = lastStatement(run)?.problems ?? []
      const isFair = run.code === 0 || problems.some(({ code }) => fair.includes(code))
      if (!isFair) wrong.push(`one ends with ${run.code}: ${JSON.stringify(problems)} ${run.stderr.slice(-500)}`)
    }
    const [tiny] = tinies
    if (tiny === undefined) throw new Error('a race needs runners')
    const again = await tiny.run('--json')
    if (again.code !== 0) wrong.push(`the same command again ends with ${again.code}: ${again.stdout}`)
    return { codes, wrong: [...wrong, ...(await judgeDone(tiny, first))] }
  } finally {
    for (const tiny of tinies) await tiny.close()
    await proxy.close()
  }
}

const fair: readonly string[] = ['RECORDS_LOCKED', 'RUN_MOVED_ON']

/** Follows who holds the lock by what S3 grants: written where there was none, removed by whoever holds it. */
function watchLock(): { readonly interceptor: Interceptor; readonly wrong: string[] } {
  const wrong: string[] = []
  let holders = 0
  const interceptor: Interceptor = async ({ operation, request }, next) => {
    const answer = await next()
    if (!/\/locks\//.test(request.url ?? '') || answer.status >= 300) return answer
    const isRenewal = request.headers['if-match'] !== undefined
    if (operation.operation === 'PutObject' && !isRenewal) holders += 1
    if (operation.operation === 'DeleteObject') holders -= 1
    if (holders > 1) wrong.push(`the lock has ${holders} holders`)
    return answer
  }
  return { interceptor, wrong }
}
