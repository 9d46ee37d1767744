import { buildReference, liveBuild } from '../crash/build-life.ts'
import type { Soak } from './long-run.ts'

/** Builds killed at random moments: what they leave, and what the next run says. */
export const soak: Soak = {
  name: 'build',
  what: 'whenever a build is killed, no half zip lies under its name, and the next build is right',
  count: 500,
  run: async ({ count, random, log }) => {
    const reference = await buildReference()
    log(`an undisturbed build takes ${Math.round(reference.span)} ms`)
    const failures: string[] = []
    let killed = 0
    for (let number = 1; number <= count; number += 1) {
      const ended = await liveBuild(reference, random)
      if (ended.killed) killed += 1
      failures.push(...ended.wrong.map((what) => `build ${number}, killed after ${ended.at} ms: ${what}`))
      if (number % 50 === 0) log(`${number} builds, ${killed} of them killed before their end`)
    }
    return { count: killed, failures }
  },
}
