import type { Reference, SuiteStep } from '@project-utils/project'
import { expect, test } from 'vitest'
import { step } from './suite.test.fixture.ts'
import { validateSuite } from './validate.ts'

const url = 'https://example.com/'
const ok = { status: 200 }
const codes = (one: SuiteStep, tier?: 'full' | 'read-only'): readonly string[] =>
  validateSuite([one], tier === undefined ? {} : { tier }).map(({ code }) => code)

const right: readonly (readonly [string, SuiteStep])[] = [
  ['a get', step('http', { get: url, expect: { status: 200, json: { items: 'array' } } })],
  ['several statuses', step('http', { get: url, expect: { status: [200, '3xx'] } })],
  ['a header that must be absent', step('http', { get: url, expect: { headers: { server: null } } })],
  ['a text alone', step('http', { get: url, expect: { text: 'Hello' } })],
  [
    'all settings',
    step('http', {
      post: url,
      headers: { a: 'b', n: 1 },
      body: { a: 1 },
      follow: true,
      timeout: '5s',
      writes: true,
      through: 'Api',
      expect: { ...ok, within: '800ms' },
    }),
  ],
  ['a function', step('lambda', { function: 'Api', event: {}, expect: { error: 'none' } })],
  ['a function that must fail', step('lambda', { function: 'Api', expect: { error: { contains: 'bad' } } })],
  ['a retry of a reading step', step('http', { get: url, expect: ok }, { retry: { attempts: 9, every: '2s' } })],
]

test.each(right)('takes %s', (_, one) => {
  expect(validateSuite([one], { tier: 'full' })).toEqual([])
})

const wrong: readonly (readonly [string, SuiteStep, readonly string[]])[] = [
  ['no expectation', step('http', { get: url }), ['SMOKE_NO_EXPECTATION']],
  ['an empty expectation', step('http', { get: url, expect: {} }), ['SMOKE_NO_EXPECTATION']],
  ['only a time', step('http', { get: url, expect: { within: '2s' } }), ['SMOKE_NO_EXPECTATION']],
  ['no headers named', step('http', { get: url, expect: { headers: {} } }), ['SMOKE_NO_EXPECTATION']],
  ['an empty text', step('http', { get: url, expect: { text: '' } }), ['SMOKE_NO_EXPECTATION']],
  ['a function without expectation', step('lambda', { function: 'Api', expect: {} }), ['SMOKE_NO_EXPECTATION']],
  ['an unknown expectation', step('http', { get: url, expect: { ...ok, staus: 1 } }), ['SMOKE_EXPECTATION_INVALID']],
  ['a status that is none', step('http', { get: url, expect: { status: 99 } }), ['SMOKE_EXPECTATION_INVALID']],
  ['a status class that is none', step('http', { get: url, expect: { status: '2x' } }), ['SMOKE_EXPECTATION_INVALID']],
  ['no statuses', step('http', { get: url, expect: { status: [] } }), ['SMOKE_EXPECTATION_INVALID']],
  ['an expectation that is a number', step('http', { get: url, expect: 200 }), ['SMOKE_EXPECTATION_INVALID']],
  ['a time that is none', step('http', { get: url, expect: { ...ok, within: '2 days' } }), ['SMOKE_SETTING_INVALID']],
  ['an unknown setting', step('http', { get: url, expect: ok, retries: 3 }), ['SMOKE_SETTING_INVALID']],
  ['no method', step('http', { expect: ok }), ['SMOKE_SETTING_INVALID']],
  ['two methods', step('http', { get: url, post: url, expect: ok }), ['SMOKE_SETTING_INVALID']],
  ['a body of a get', step('http', { get: url, body: 'x', expect: ok }), ['SMOKE_SETTING_INVALID']],
  [
    'a header with a line break',
    step('http', { get: url, headers: { a: 'b\r\nc: d' }, expect: ok }),
    ['SMOKE_SETTING_INVALID'],
  ],
  ['an empty address', step('http', { get: '', expect: ok }), ['SMOKE_URL_INVALID']],
  ['a path alone', step('http', { get: '/reports', expect: ok }), ['SMOKE_URL_INVALID']],
  ['another protocol', step('http', { get: 'file:///etc/passwd', expect: ok }), ['SMOKE_URL_INVALID']],
  ['a password in the address', step('http', { get: 'https://a:b@example.com', expect: ok }), ['SMOKE_URL_INVALID']],
  ['no function', step('lambda', { event: {}, expect: { error: 'none' } }), ['SMOKE_SETTING_INVALID']],
  ['settings that are a text', step('http', 'https://example.com'), ['SMOKE_SETTING_INVALID']],
  [
    'a retry of a writing step',
    step('http', { post: url, expect: ok }, { retry: { attempts: 2 } }),
    ['SMOKE_SETTING_INVALID'],
  ],
  ['two mistakes', step('http', { get: '', expect: {} }), ['SMOKE_NO_EXPECTATION', 'SMOKE_URL_INVALID']],
]

test.each(wrong)('refuses %s', (_, one, expected) => {
  expect(codes(one)).toEqual(expected)
})

test('refuses a suite without steps, which would prove nothing', () => {
  expect(validateSuite([]).map(({ code }) => code)).toEqual(['SMOKE_SUITE_EMPTY'])
})

const api = (method: string) => ({ requestContext: { http: { method } } })
const writing: readonly (readonly [string, SuiteStep, boolean])[] = [
  ['a get', step('http', { get: url, expect: ok }), false],
  ['a post', step('http', { post: url, expect: ok }), true],
  ['a delete', step('http', { delete: url, expect: ok }), true],
  ['a post that says it writes nothing', step('http', { post: url, writes: false, expect: ok }), false],
  ['a post that says it may', step('http', { post: url, writes: 'allowed', expect: ok }), false],
  ['a get that says it writes', step('http', { get: url, writes: true, expect: ok }), true],
  ['a get whose step says it writes', step('http', { get: url, expect: ok }, { writes: true }), true],
  ['a post whose step says it writes nothing', step('http', { post: url, expect: ok }, { writes: false }), false],
  ['a post whose step leaves it open', step('http', { post: url, expect: ok }), true],
  ['a function with an own event', step('lambda', { function: 'A', expect: { error: 'none' } }), true],
  [
    'a function with the event of a GET',
    step('lambda', { function: 'A', event: api('GET'), expect: { error: 'none' } }),
    false,
  ],
  [
    'a function with the event of a POST',
    step('lambda', { function: 'A', event: api('POST'), expect: { error: 'none' } }),
    true,
  ],
]

test.each(writing)('in tier read-only, %s: refused is %3$s', (_, one, isRefused) => {
  expect(codes(one, 'read-only')).toEqual(isRefused ? ['SMOKE_WRITES_REFUSED'] : [])
  expect(codes(one, 'full')).toEqual([])
})

test('names the place where the setting is written, or the step', () => {
  const places = { 'expect.status': { file: 'project.yaml', line: 12 } }
  const [problem] = validateSuite([step('http', { get: url, expect: { status: 99 } }, { places })])
  expect(problem).toMatchObject({ where: { line: 12 }, message: expect.stringContaining('(expect.status)') })
  expect(validateSuite([step('http', { get: '', expect: ok })])[0]).toMatchObject({ where: { line: 7 } })
})

test('takes texts that still hold references', () => {
  const reference: Reference = { kind: 'outputs', stack: 'app', output: 'ApiUrl' }
  const pending = { parts: [reference, '/reports'], where: {} }
  const settings = { get: pending, headers: { authorization: pending }, expect: { text: pending } }
  expect(validateSuite([step('http', settings)])).toEqual([])
})
