import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBrowser } from '../../../tools/browser.ts'
import { faults } from '../../../tools/plant/faults.ts'
import { failures, playFault } from '../../../tools/plant/judge.ts'
import { underLoad } from '../../../tools/plant/load.ts'
import { openStage, type Stage } from '../../../tools/plant/stage.ts'

const browser = findBrowser()
const all = ['gate', 'smoke', 'paths', ...('missing' in browser ? [] : ['pages'])]
let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

describe('the sample as it is', () => {
  test('passes every suite at the first try, and nothing that was written stays', async () => {
    const { code, suites, printed } = await stage.test(...all)
    expect(suites.map(({ suite }) => suite).sort(), printed).toEqual([...all].sort())
    expect(failures(suites)).toEqual([])
    expect(code).toBe(0)
    expect(await stage.application.kept()).toEqual([])
  })

  test('passes them while other programs want every processor, five times', async () => {
    await underLoad(async () => {
      for (let time = 1; time <= 5; time++) {
        const { code, suites, printed } = await stage.test('smoke', 'paths')
        expect(failures(suites), printed).toEqual([])
        expect(code).toBe(0)
      }
    })
  })
})

describe('a fault in the application fails its suite, and is told', () => {
  test('of at least thirty kinds', () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBeGreaterThanOrEqual(30)
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length)
  })

  test.each(faults.map((fault) => [fault.name, fault] as const))('%s', async (_, fault) => {
    if ('missing' in browser && fault.suites.includes('pages')) return
    expect(await playFault(stage, fault)).toEqual([])
  })

  test('and once all of them are mended everything passes again', async () => {
    const { code, suites } = await stage.test('smoke', 'paths')
    expect(failures(suites)).toEqual([])
    expect(code).toBe(0)
  })
})
