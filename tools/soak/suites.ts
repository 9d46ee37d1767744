import { failures } from '../plant/judge.ts'
import { underLoad } from '../plant/load.ts'
import { openStage } from '../plant/stage.ts'
import type { Soak, SoakContext, SoakResult } from './long-run.ts'

/** The sample's suites, again and again, while other programs want every processor. */
export const soak: Soak = {
  name: 'suites',
  what: 'no suite of the sample fails, or needs a second try, without a fault, however busy the machine is',
  count: 200,
  run,
}

const suites = ['gate', 'smoke', 'paths', 'pages']

async function run({ count, log }: SoakContext): Promise<SoakResult> {
  const stage = await openStage()
  const wrong: string[] = []
  let done = 0
  try {
    await underLoad(async () => {
      for (; done < count; done++) {
        const begun = performance.now()
        const ended = await stage.test(...suites)
        const found = failures(ended.suites)
        const left = await stage.application.kept()
        if (ended.code !== 0 && found.length === 0) wrong.push(`run ${done + 1}: ${ended.printed.slice(0, 2000)}`)
        wrong.push(...found.map((one) => `run ${done + 1}: ${one}`))
        if (left.length > 0) wrong.push(`run ${done + 1}: left behind ${left.join(', ')}`)
        await stage.application.wipe()
        const seconds = ((performance.now() - begun) / 1000).toFixed(1)
        log(`${done + 1}: ${found.length === 0 ? 'ok' : `WRONG ${found.join('; ')}`}, ${seconds} s`)
      }
    })
  } finally {
    await stage.close()
  }
  return { count: done, failures: wrong }
}
