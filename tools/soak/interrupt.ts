import { type Interruption, interruptAt, interruptAtTerminal, interruptTwice } from '../crash/interrupt.ts'
import { packedBin } from '../packed.ts'
import { testCloud } from '../test-cloud.ts'
import type { Soak, SoakContext } from './long-run.ts'

/** Ctrl-C at moments spread over a first deployment: every fourth at a terminal, and two in a row at hanging calls. */
export const soak: Soak = {
  name: 'interrupt',
  what: 'Ctrl-C at any moment ends with a true statement and a whole terminal; a second one leaves at once',
  count: 20,
  run,
}

/** A first deployment takes about this long, in milliseconds. */
const span = 3_000

async function run({ count, random, log }: SoakContext): ReturnType<Soak['run']> {
  const cloud = await testCloud()
  const ground = { endpoint: cloud.endpoint, localFolder: cloud.options.folder, bin: packedBin('project-deploy') }
  const failures: string[] = []
  let tried = 0
  const attempt = async (what: string, work: (account: string) => Promise<Interruption>): Promise<void> => {
    tried += 1
    const { ended, wrong } = await work(String(620_000_000_000 + tried))
    log(`${what}: ended ${ended}`)
    failures.push(...wrong.map((one) => `${what}: ${one}`))
  }
  try {
    for (let index = 0; index < count; index += 1) {
      const ms = Math.round(((index + random()) / count) * span)
      const isTerminal = index % 4 === 3
      await attempt(`after ${ms} ms${isTerminal ? ' at a terminal' : ''}`, (account) =>
        isTerminal ? interruptAtTerminal(ground, account, ms) : interruptAt(ground, account, ms),
      )
    }
    for (const call of [3, 12, 24, 32, 38, 46])
      await attempt(`twice, call ${call} hanging`, (account) => interruptTwice(ground, account, call, 'pipe'))
    await attempt('twice at a terminal', (account) => interruptTwice(ground, account, 32, 'terminal'))
    return { count: tried, failures }
  } finally {
    await cloud.stop()
  }
}
