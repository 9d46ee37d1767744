import type { SuiteStep } from '@project-utils/project'
import { afterEach, expect, test } from 'vitest'
import { stepKinds } from '../steps.ts'
import { step } from '../suite.test.fixture.ts'
import { judgeSuite } from './judge.ts'

const ok = { status: 200 }
const get = (name: string, more: Partial<SuiteStep> = {}): SuiteStep =>
  step('http', { get: 'https://example.com/', expect: ok }, { name, ...more })
const uses = (name: string): SuiteStep =>
  step('http', { get: { parts: ['https://example.com/', { kind: 'captured', name }], where: {} }, expect: ok })

const wrong: readonly (readonly [string, readonly SuiteStep[], string, RegExp])[] = [
  ['a capture that nobody makes', [uses('id')], 'SMOKE_CAPTURE_UNKNOWN', /no earlier step captures id/],
  [
    'a capture made of one that nobody makes',
    [get('a', { capture: { b: '$captured.id & "!"' } })],
    'SMOKE_CAPTURE_UNKNOWN',
    /no earlier step captures id .*capture\.b/,
  ],
  [
    'a capture made only later',
    [uses('id'), get('a', { capture: { id: 'id' } })],
    'SMOKE_CAPTURE_UNKNOWN',
    /captures id/,
  ],
  [
    'a capture made twice',
    [get('a', { capture: { id: 'id' } }), get('b', { capture: { id: 'id' } })],
    'SMOKE_SETTING_INVALID',
    /captured before \(capture.id\)/,
  ],
  ['a capture that is no JSONata', [get('a', { capture: { id: 'a.{' } })], 'SMOKE_SETTING_INVALID', /is no JSONata/],
  [
    'a captured value in place of a kind of value',
    [
      get('a', { capture: { id: 'id' } }),
      step('http', {
        get: 'https://example.com/',
        expect: { json: { id: { parts: [{ kind: 'captured', name: 'id' }], where: {} } } },
      }),
    ],
    'SMOKE_EXPECTATION_INVALID',
    /^step "smoke 1": a reference might become the name of a kind of value \(expect\.json\.id\)$/,
  ],
  ['a need that is no step', [get('a', { needs: ['b'] })], 'SMOKE_SETTING_INVALID', /no earlier step is named "b"/],
  ['a need that comes later', [get('a', { needs: ['b'] }), get('b')], 'SMOKE_SETTING_INVALID', /no earlier step/],
  ['a step that needs itself', [get('a', { needs: ['a'] })], 'SMOKE_SETTING_INVALID', /no earlier step/],
  ['a need of several meanings', [get('a'), get('a'), get('b', { needs: ['a'] })], 'SMOKE_SETTING_INVALID', /several/],
  ['a fence that is no step', [get('a', { fence: 'b' })], 'SMOKE_SETTING_INVALID', /no earlier step is named "b"/],
  [
    'a deadline for a step that writes',
    [step('http', { post: 'https://example.com/', expect: ok }, { eventually: { within: '5s' } })],
    'SMOKE_SETTING_INVALID',
    /cannot be tried twice \(eventually\)/,
  ],
  [
    'a deadline and a retry',
    [get('a', { eventually: { within: '5s' }, retry: { attempts: 2 } })],
    'SMOKE_SETTING_INVALID',
    /both/,
  ],
  ['a deadline that is none', [get('a', { eventually: { within: 'soon' } })], 'SMOKE_SETTING_INVALID', /no duration/],
  ['a cap that is none', [get('a', { retry: { attempts: 2, cap: 'x' } })], 'SMOKE_SETTING_INVALID', /no duration/],
  ['a time limit that is none', [get('a', { timeout: '0s' })], 'SMOKE_SETTING_INVALID', /no duration \(timeout\)/],
]

test.each(wrong)('refuses %s', async (_, steps, code, message) => {
  const { problems } = await judgeSuite({ steps })
  expect(problems).toMatchObject([{ code, message: expect.stringMatching(message), where: { line: 7 } }])
})

test('names the place of what stands beside the kind', async () => {
  const places = { '.capture.id': { file: 'project.yaml', line: 12 } }
  const { problems } = await judgeSuite({ steps: [get('a', { capture: { id: 'a.{' }, places })] })
  expect(problems).toMatchObject([{ where: { line: 12 } }])
})

test('judges set-up and clean-up, too, and refuses there what the tier refuses', async () => {
  const writing = step('http', { post: 'https://example.com/', expect: ok })
  const { problems } = await judgeSuite(
    { setup: [writing], steps: [get('a')], cleanup: [writing] },
    { tier: 'read-only' },
  )
  expect(problems.map(({ code }) => code)).toEqual(['SMOKE_WRITES_REFUSED', 'SMOKE_WRITES_REFUSED'])
})

/** `http` steps that find nothing, for as long as a test lasts. */
function letHttpBeNegative(): void {
  const { http } = stepKinds
  if (http === undefined) throw new Error('there is http')
  original = http
  const negative = (settings: Readonly<Record<string, unknown>>) =>
    String(settings['get']).includes('gone') ? { negative: 'no item' } : {}
  Object.assign(stepKinds, {
    http: {
      prepare: (...given: Parameters<typeof http.prepare>) => {
        const prepared = http.prepare(...given)
        return prepared === undefined ? undefined : { ...prepared, ...negative(given[0]) }
      },
    },
  })
}

let original: (typeof stepKinds)[string] | undefined
afterEach(() => {
  if (original !== undefined) Object.assign(stepKinds, { http: original })
})

const gone = (more: Partial<SuiteStep> = {}): SuiteStep =>
  step('http', { get: 'https://example.com/gone', expect: ok }, { name: 'gone', ...more })

test('refuses to prove that something is not there without a fence', async () => {
  letHttpBeNegative()
  const codes = async (steps: readonly SuiteStep[]) => (await judgeSuite({ steps })).problems.map(({ code }) => code)
  expect(await codes([get('there'), gone()])).toEqual(['SMOKE_NO_FENCE'])
  expect(await codes([get('there'), gone({ fence: 'there' })])).toEqual([])
  expect(await codes([get('there'), gone({ fence: 'there' }), gone({ name: 'other', fence: 'gone' })])).toEqual([
    'SMOKE_SETTING_INVALID',
  ])
})
