import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packedBin } from '../../../tools/packed.ts'
import { type BadCase, badCommandLines, badConfigurations, complaints, countingServer, runBad } from './bad-cases.ts'

let bin: string
let server: Awaited<ReturnType<typeof countingServer>>

beforeAll(async () => {
  bin = packedBin('project-deploy')
  server = await countingServer()
})
afterAll(() => server?.close())

/** Runs every case, four at a time; what is wrong with one, by its name. */
async function judge(cases: readonly BadCase[]): Promise<Readonly<Record<string, readonly string[]>>> {
  const wrong: Record<string, readonly string[]> = {}
  const left = [...cases]
  const worker = async (): Promise<void> => {
    for (let bad = left.shift(); bad !== undefined; bad = left.shift()) {
      const found = complaints(bad, await runBad(bad, bin, server.endpoint))
      if (found.length > 0) wrong[bad.name] = found
    }
  }
  await Promise.all([worker(), worker(), worker(), worker()])
  return wrong
}

describe('what is wrong before anything is sent', () => {
  it('is told for each of the bad configurations: exit 2, every problem with place and next step, one document', async () => {
    const cases = await badConfigurations()
    expect(cases.length).toBeGreaterThanOrEqual(140)
    expect(await judge(cases)).toEqual({})
  })

  it('is told for each of the bad command lines', async () => {
    const cases = await badCommandLines()
    const written = (await readFile(new URL('bad/commands.txt', import.meta.url), 'utf8')).trimEnd().split('\n')
    expect(cases).toHaveLength(written.length - 1)
    expect(await judge(cases)).toEqual({})
  })

  it('reached no AWS: the counting server saw nothing', () => {
    expect(server.seen).toEqual([])
  })
})
