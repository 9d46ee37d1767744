import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contest, openArena } from '../../../tools/crash/contest.ts'
import { crash, describe as describeOutcome, someLives } from '../../../tools/crash/crash.ts'
import { interruptAt, interruptAtTerminal, interruptTwice } from '../../../tools/crash/interrupt.ts'
import type { Ground } from '../../../tools/crash/life.ts'
import { race } from '../../../tools/crash/race.ts'
import { packedBin } from '../../../tools/packed.ts'
import { seeded, seedFrom, wholeBelow } from '../../../tools/soak/random.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

const seed = seedFrom(process.env)
const random = seeded(seed)
let cloud: TestCloud
let ground: Ground

beforeAll(async () => {
  console.log(`crash: SEED=${seed}`)
  cloud = await testCloud()
  ground = { endpoint: cloud.endpoint, localFolder: cloud.options.folder, bin: packedBin('project-deploy') }
})
afterAll(() => cloud?.stop())

/** Killed with the change set of the bucket's own stack made and not executed. */
const bucketLife = [{ way: 'kill-after', call: 10 }, undefined, undefined] as const

/** A sample; `npm run soak` takes every call, 20 moments and 200 contests. */
describe('a run that is ended from outside', () => {
  it('converges by the same command again, wherever it was killed or interrupted, and nothing else is left', async () => {
    const { outcomes } = await crash(cloud, (reference) => [bucketLife, ...someLives(reference, 5, random)])
    expect(outcomes.filter(({ wrong }) => wrong.length > 0).map(describeOutcome)).toEqual([])
    expect(outcomes.length).toBe(16)
  }, 400_000)

  it('ends by Ctrl-C with a true last statement', async () => {
    const ms = wholeBelow(random, 3_000)
    expect({ ms, ...(await interruptAt(ground, '620000000001', ms)) }).toMatchObject({ wrong: [] })
  })

  it('leaves the terminal whole', async () => {
    const ms = wholeBelow(random, 3_000)
    expect({ ms, ...(await interruptAtTerminal(ground, '620000000002', ms)) }).toMatchObject({ wrong: [] })
  })

  it('leaves at once by a second Ctrl-C, though a call hangs', async () => {
    const ended = await interruptTwice(ground, '620000000003', 'lambda.PublishVersion', 'pipe')
    expect(ended).toEqual({ ended: 'after the second', wrong: [] })
  })
})

describe('the lock', () => {
  it('never has two holders and never stays for good, though holders die and answers get lost', async () => {
    const arena = { endpoint: cloud.endpoint, account: '600000000000' }
    await openArena(arena)
    const contests = Array.from({ length: 25 }, (_, index) => index)
    for (const number of contests) expect((await contest(arena, number, random)).wrong).toEqual([])
  })

  it('lets one of several processes deploy at a time', async () => {
    expect(await race(ground, '610000000000', 3)).toMatchObject({ wrong: [] })
  })
})
