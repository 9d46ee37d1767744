import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeFunctions } from './judge-functions.ts'
import type { JudgedFunction, Setting } from './judged-function.ts'
import { readLifecycles, stageOf } from './lifecycle.ts'

const place = { file: 'app.yaml', line: 10, column: 3 }
const now = new Date('2026-11-21T00:00:00Z')
const good = {
  runtime: 'nodejs24.x',
  architecture: 'arm64',
  memory: 512,
  timeout: 30,
  ephemeralStorage: 512,
  reservedConcurrency: 10,
  environment: { TABLE: 'reports' },
} as const
const settings = ['runtime', 'architecture', 'memory', 'timeout', 'ephemeralStorage', 'reservedConcurrency'] as const
const at = (setting: Setting): object => ({
  ...place,
  line: 10 + settings.indexOf(setting as (typeof settings)[number]),
})

function judge(change: Partial<JudgedFunction>, unset: readonly Setting[] = [], exists?: boolean) {
  const places = Object.fromEntries(
    [...settings, 'environment' as const].filter((one) => !unset.includes(one)).map((one) => [one, at(one)]),
  )
  const judged: JudgedFunction = { ...good, ...change, place, places }
  return judgeFunctions({ Api: judged }, { now, exists: () => exists })
}

describe('judgeFunctions', () => {
  it('says nothing of a function in which all is set and usual', () => {
    expect(judge({})).toEqual({ problems: [], findings: [] })
  })

  it.each<[string, Partial<JudgedFunction>, Setting, string]>([
    ['too little memory', { memory: 127 }, 'memory', 'Lambda takes whole numbers from 128 to 10240'],
    ['too much memory', { memory: 10_241 }, 'memory', 'MemorySize of Api is 10241 MB'],
    ['half a megabyte', { memory: 512.5 }, 'memory', '512.5 MB'],
    ['no time', { timeout: 0 }, 'timeout', 'from 1 to 900'],
    ['more than 15 minutes', { timeout: 901 }, 'timeout', 'Timeout of Api is 901 s'],
    ['too little temporary storage', { ephemeralStorage: 511 }, 'ephemeralStorage', 'from 512 to 10240'],
    ['too much temporary storage', { ephemeralStorage: 10_241 }, 'ephemeralStorage', 'EphemeralStorage.Size'],
    [
      'negative concurrency',
      { reservedConcurrency: -1 },
      'reservedConcurrency',
      'ReservedConcurrentExecutions of Api is -1',
    ],
    ['an architecture of another cloud', { architecture: 'riscv64' }, 'architecture', 'arm64 and x86_64'],
    ['six layers', { layerCount: 6 }, 'layers', 'has 6 layers; Lambda takes 5'],
  ])('refuses %s, where it is written', (_, change, setting, message) => {
    const { problems, findings } = judge(change)
    expect(problems).toMatchObject([
      { code: 'LAMBDA_SETTING_INVALID', where: setting === 'layers' ? place : at(setting), hint: expect.any(String) },
    ])
    expect(problems[0]?.message).toContain(message)
    expect(findings).toEqual([])
  })

  it.each<[string, Partial<JudgedFunction>, Setting, string]>([
    ['little memory', { memory: 128 }, 'memory', 'processor time grows with memory'],
    ['much memory', { memory: 4096 }, 'memory', 'more than two processors'],
    ['a short timeout', { timeout: 3 }, 'timeout', 'cold start'],
    ['no concurrency', { reservedConcurrency: 0 }, 'reservedConcurrency', 'never run'],
    ['a concurrency above an account', { reservedConcurrency: 950 }, 'reservedConcurrency', '1000 by default'],
  ])('finds %s unusual, with the reason', (_, change, setting, reason) => {
    const { problems, findings } = judge(change)
    expect(problems).toEqual([])
    expect(findings).toMatchObject([{ rule: `lambda/unusual-${setting}`, severity: 'warning', where: at(setting) }])
    expect(findings[0]?.message).toContain(reason)
    expect(findings[0]?.fix).toContain('Api')
  })

  it.each<[Setting, string]>([
    ['architecture', 'Architectures: [arm64]'],
    ['reservedConcurrency', 'ReservedConcurrentExecutions'],
  ])('tells how to set %s where it is unset', (setting, fix) => {
    const { [setting as 'architecture']: _, ...rest } = good
    const { findings } = judge({ ...rest, [setting]: undefined }, [setting])
    expect(findings).toMatchObject([{ severity: 'info', where: place }])
    expect(findings[0]?.fix).toContain(fix)
  })

  it('does not take a value that is only known later for unset', () => {
    expect(judgeFunctions({ Api: { ...judged(), place } }, { now })).toEqual({ problems: [], findings: [] })
  })

  it.each<[string, string]>([
    ['AWS_REGION', 'reserves'],
    ['_HANDLER', 'reserves'],
    ['AWS_SESSION_TOKEN', 'reserves'],
    ['9LIVES', 'takes a letter'],
    ['A-B', 'takes a letter'],
    ['X', 'at least two'],
  ])('refuses a variable named %s', (name, message) => {
    const { problems } = judge({ environment: { [name]: 'x' } })
    expect(problems).toMatchObject([{ code: 'LAMBDA_ENVIRONMENT_INVALID' }])
    expect(problems[0]?.message).toContain(message)
  })

  it('refuses variables of more than 4 KB together, naming the largest', () => {
    const environment = { LARGE: 'x'.repeat(3000), OTHER: 'y'.repeat(1500), SMALL: 'z' }
    expect(judge({ environment }).problems[0]?.message).toContain('largest: LARGE, OTHER, SMALL')
  })

  it('takes variables of exactly 4 KB and refuses one byte more', () => {
    const frame = JSON.stringify({ KEY: '' }).length
    const of = (bytes: number) => judge({ environment: { KEY: 'x'.repeat(bytes - frame) } }).problems.length
    expect([of(4096), of(4097)]).toEqual([0, 1])
  })

  it.each<[string, string, boolean | undefined, object]>([
    ['nodejs20.x', 'warning', undefined, { findings: [{ rule: 'lambda/runtime-deprecated' }], problems: [] }],
    ['nodejs26.x', 'note', undefined, { findings: [{ rule: 'lambda/runtime-unlisted' }], problems: [] }],
    [
      'nodejs24',
      'refusal',
      undefined,
      { findings: [], problems: [{ code: 'LAMBDA_RUNTIME_UNKNOWN', hint: 'set Runtime of Api to nodejs24.x' }] },
    ],
    [
      'nodejs14.x',
      'refusal for a new function',
      false,
      { findings: [], problems: [{ code: 'LAMBDA_RUNTIME_BLOCKED' }] },
    ],
    [
      'nodejs14.x',
      'warning for one that is there',
      true,
      { findings: [{ rule: 'lambda/runtime-create-blocked' }], problems: [] },
    ],
    ['nodejs12.x', 'refusal for all', true, { findings: [], problems: [{ code: 'LAMBDA_RUNTIME_BLOCKED' }] }],
  ])('answers %s with a %s', (runtime, _, exists, expected) => {
    expect(judge({ runtime }, [], exists)).toMatchObject(expected)
  })

  it('names the day of its dates', () => {
    expect(judge({ runtime: 'nodejs20.x' }).findings[0]?.message).toContain(`by the dates of ${readLifecycles().asOf}`)
  })

  it('refuses exactly the whole numbers outside of Lambda’s range', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 12_000 }), (memory) => {
        expect(judge({ memory }).problems.length === 0).toBe(memory >= 128 && memory <= 10_240)
      }),
    )
  })
})

describe('lifecycles', () => {
  const table = readLifecycles({
    'nodejs24.x': { deprecated: '2026-01-01' },
    'nodejs26.x': { deprecated: '2030-04-30' },
  })

  it.each([
    ['nodejs24.x', '2025-12-31', 'supported'],
    ['nodejs24.x', '2026-01-01', 'deprecated'],
    ['nodejs24.x', '2028-06-01', 'create-blocked'],
    ['nodejs24.x', '2028-07-01', 'update-blocked'],
    ['nodejs26.x', '2029-01-01', 'supported'],
    ['nodejs99.x', '2029-01-01', 'unknown'],
    ['constructor', '2029-01-01', 'unknown'],
  ])('%s on %s is %s, with the project’s own dates', (runtime, day, stage) => {
    expect(stageOf(runtime, table, new Date(`${day}T12:00:00Z`))).toBe(stage)
  })

  it('orders the dates of each runtime', () => {
    for (const [name, { createBlocked = '9', updateBlocked = '9' }] of Object.entries(readLifecycles().runtimes)) {
      expect([name, createBlocked <= updateBlocked]).toEqual([name, true])
    }
  })
})

function judged(): Omit<JudgedFunction, 'place'> {
  return { places: Object.fromEntries([...settings, 'environment'].map((one) => [one, place])) }
}
