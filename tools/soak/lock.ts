import { contest, openArena } from '../crash/contest.ts'
import { race } from '../crash/race.ts'
import { packedBin } from '../packed.ts'
import { testCloud } from '../test-cloud.ts'
import type { Soak } from './long-run.ts'

/** Contests for the lock between clients of their own, and a few between real processes. */
export const soak: Soak = {
  name: 'lock',
  what: 'the lock never has two holders and never stays for good, whoever dies and whichever answer gets lost',
  count: 200,
  run: async ({ count, random, log }) => {
    const cloud = await testCloud()
    try {
      const failures: string[] = []
      const arena = { endpoint: cloud.endpoint, account: '600000000000' }
      await openArena(arena)
      let [held, died] = [0, 0]
      for (let number = 1; number <= count; number += 1) {
        const ended = await contest(arena, number, random)
        held += ended.held
        died += ended.died
        failures.push(...ended.wrong.map((what) => `contest ${number} of ${ended.contenders}: ${what}`))
      }
      log(`${count} contests: held ${held} times, ${died} holders died`)
      const bin = packedBin('project-deploy')
      const ground = { endpoint: cloud.endpoint, localFolder: cloud.options.folder, bin }
      const races = Math.ceil(count / 40)
      for (let number = 1; number <= races; number += 1) {
        const ended = await race(ground, String(610_000_000_000 + number), 2 + (number % 3))
        log(`race ${number} of processes: ended with ${ended.codes.join(', ')}`)
        failures.push(...ended.wrong.map((what) => `race ${number}: ${what}`))
      }
      return { count: count + races, failures }
    } finally {
      await cloud.stop()
    }
  },
}
