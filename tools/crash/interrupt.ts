/** Ctrl-C at any moment of a deployment: a true last statement, a whole terminal, and the second one leaves at once. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Interceptor } from '../proxy/interceptor.ts'
import { startProxy } from '../proxy/proxy.ts'
import { openTiny, type TinyProject } from '../tiny-project.ts'
import { judgeDone, judgeInterrupted, lastStatement } from './judge.ts'
import { type Ground, projectIn } from './life.ts'
import { scenarios } from './scenario.ts'
import { ctrlC, judgeTerminal, runAtTerminal } from './terminal.ts'

const first = scenarios[0] as (typeof scenarios)[0]

/** What an interruption came to: how it ended, and broken rules. */
export interface Interruption {
  readonly ended: string
  readonly wrong: readonly string[]
}

/** Sends SIGINT so many milliseconds after the start of a first deployment. */
export async function interruptAt(ground: Ground, account: string, ms: number): Promise<Interruption> {
  return await inAccount(ground, account, [], async (tiny, calls) => {
    const running = tiny.start('--json')
    await Promise.race([wait(ms), running.ended])
    running.child.kill('SIGINT')
    const run = await running.ended
    // Before anything is listening a signal ends the program as any other: nothing was said, and nothing was done.
    const isEarly = run.signal === 'SIGINT' && run.stdout === '' && calls() === 0
    const wrong = isEarly ? [] : await judgeInterrupted(tiny, first, run, 'SIGINT')
    return { ended: isEarly ? 'before it began' : `with ${run.code}`, wrong }
  })
}

/** Presses Ctrl-C at a terminal so many milliseconds after the start of a first deployment. */
export async function interruptAtTerminal(ground: Ground, account: string, ms: number): Promise<Interruption> {
  return await inAccount(ground, account, [], async (tiny, calls) => {
    const run = await runAtTerminal(tiny, [], [{ press: ctrlC, at: ms / 1000 }])
    const wrong = [...judgeTerminal(run)]
    const isEarly = run.code === -2 && calls() === 0
    if (run.code === 0) wrong.push(...(await judgeDone(tiny, first)))
    else if (!isEarly && run.code !== 130) wrong.push(`ends with ${run.code}`)
    else if (!isEarly && !/interrupted/.test(run.output))
      wrong.push(`does not say that it was interrupted: ${run.output.slice(-300)}`)
    return { ended: isEarly ? 'before it began' : `with ${run.code}`, wrong }
  })
}

/** Holds a call, by its number or the first of an operation, without an end and presses Ctrl-C twice: the program must leave while the call still hangs. */
export async function interruptTwice(
  ground: Ground,
  account: string,
  call: number | string,
  at: 'terminal' | 'pipe',
): Promise<Interruption> {
  const gate = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  let counted = 0
  let isHeld = false
  const hold: Interceptor = async ({ operation }, next) => {
    if (operation.service === 'unsigned') return await next()
    counted += 1
    const isMeant = typeof call === 'number' ? counted === call : `${operation.service}.${operation.operation}` === call
    if (!isMeant || isHeld) return await next()
    isHeld = true
    reached.resolve()
    await gate.promise
    throw new Error('held until the program had left')
  }
  return await inAccount(ground, account, [hold], async (tiny) => {
    try {
      return at === 'pipe' ? await twiceAtPipe(tiny, reached.promise) : await twiceAtTerminal(tiny)
    } finally {
      gate.resolve()
    }
  })
}

const settling = 'settling what has begun'
const patience = 30_000

async function twiceAtPipe(tiny: TinyProject, reached: Promise<void>): Promise<Interruption> {
  const running = tiny.start('--json')
  await reached
  running.child.kill('SIGINT')
  while (!running.complained().includes(settling)) await Promise.race([wait(20), running.ended])
  // A second one within 300 ms counts as the same.
  await Promise.race([wait(400), running.ended])
  const early = running.child.exitCode !== null
  running.child.kill('SIGINT')
  const run = await Promise.race([running.ended, wait(patience)])
  if (run === undefined) {
    running.child.kill('SIGKILL')
    return { ended: 'not at all', wrong: ['the second signal does not end it'] }
  }
  const wrong = run.code === 130 ? [] : [`ends with ${run.code}`]
  if (lastStatement(run)?.exitCode !== run.code) wrong.push(`no last statement: ${run.stdout}`)
  if (!early && !run.stderr.includes('left before it had settled'))
    wrong.push(`does not say that it left: ${run.stderr}`)
  return { ended: early ? 'after the first' : 'after the second', wrong }
}

async function twiceAtTerminal(tiny: TinyProject): Promise<Interruption> {
  const keys = [
    { press: ctrlC, at: 1, after: 'Create stack' },
    { press: ctrlC, at: 0.4, after: settling },
  ]
  const run = await runAtTerminal(tiny, [], keys)
  const wrong = [...judgeTerminal(run)]
  if (run.code !== 130) wrong.push(`ends with ${run.code}`)
  if (run.unpressed === 0 && !run.output.includes('left before it had settled')) wrong.push('does not say that it left')
  return { ended: run.unpressed > 0 ? 'after the first' : 'after the second', wrong }
}

/** Whatever happened, the same command again converges. */
async function inAccount(
  ground: Ground,
  account: string,
  interceptors: readonly Interceptor[],
  work: (tiny: TinyProject, calls: () => number) => Promise<Interruption>,
): Promise<Interruption> {
  const proxy = await startProxy({ target: ground.endpoint, interceptors })
  const tiny = await openTiny({ ...ground, endpoint: proxy.endpoint, account, project: projectIn(account) })
  const calls = (): number => proxy.calls().filter(({ service }) => service !== 'unsigned').length
  try {
    const { ended, wrong } = await work(tiny, calls)
    const again = await tiny.run('--json')
    if (again.code !== 0)
      return { ended, wrong: [...wrong, `the same command again ends with ${again.code}: ${again.stdout}`] }
    return { ended, wrong: [...wrong, ...(await judgeDone(tiny, first))] }
  } finally {
    await tiny.close()
    await proxy.close()
  }
}
