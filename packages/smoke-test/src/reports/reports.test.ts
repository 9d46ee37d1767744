import { describe, expect, it } from 'vitest'
import { findingsOf } from './findings.ts'
import { formatHtml } from './format-html.ts'
import { formatJunit } from './format-junit.ts'
import { formatMarkdown } from './format-markdown.ts'
import { formatSuites } from './format-suites.ts'
import { readResults } from './read-results.ts'
import { failed, hostile, passed, retried, suite } from './results.test.fixture.ts'

const exchange = {
  request: { title: 'GET https://api.example/reports', headers: { accept: 'application/json' } },
  response: { title: '500', headers: { 'content-type': 'application/json' }, body: '{"message":"down"}' },
  files: ['/tmp/art/votes-1.png'],
}
const mixed = suite('votes', {
  setup: [passed('a report')],
  steps: [
    passed('it is found'),
    retried('it is slow'),
    failed('it is counted', ['expected status 200, got 500', 'json.n: expected it'], { exchange, attempts: 2 }),
  ],
  cleanup: [failed('it is gone', ['expected status 204, got 200'])],
})
const green = suite('smoke', { steps: [passed('the site opens')] })
const odd = suite(hostile, {
  steps: [
    failed(hostile, [hostile], {
      kind: 'http',
      where: { file: hostile, line: 3 },
      exchange: {
        request: { title: hostile, headers: { [hostile]: hostile }, body: hostile },
        response: { title: hostile, body: hostile },
      },
    }),
    { ...retried(hostile), message: hostile },
  ],
})

/** Elements of well-formed XML, by a strict reading; throws where it is not. */
function elementsOf(
  xml: string,
): readonly { readonly name: string; readonly attributes: Readonly<Record<string, string>>; readonly depth: number }[] {
  expect(xml).not.toMatch(/(?![\t\n\r])\p{Cc}|[\ud800-\udfff]|[\ufffe\uffff]/u)
  const found: { name: string; attributes: Record<string, string>; depth: number }[] = []
  const open: string[] = []
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '')
  const tags =
    /<(\/?)([\w-]+)((?:\s+[\w-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#\d+);[^"<&]*)*")*)\s*(\/?)>|([^<>&]|&(?:amp|lt|gt|quot|#\d+);)+/gy
  let at = 0
  for (let part = tags.exec(body); part !== null; part = tags.exec(body)) {
    at = tags.lastIndex
    const [, closing, name, written = '', alone] = part
    if (name === undefined) continue
    if (closing === '/') expect(open.pop()).toBe(name)
    else {
      const attributes = Object.fromEntries(
        [...written.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
      )
      found.push({ name, attributes, depth: open.length })
      if (alone !== '/') open.push(name)
    }
  }
  expect(body.slice(at)).toBe('')
  expect(open).toEqual([])
  return found
}

describe('formatJunit', () => {
  it('has a suite for each, set-up and clean-up apart, with failures and what was retried', () => {
    const elements = elementsOf(formatJunit([mixed, green]))
    expect(elements[0]).toMatchObject({
      name: 'testsuites',
      attributes: { tests: '6', failures: '2', errors: '0', skipped: '0' },
    })
    const suites = elements.filter(({ name }) => name === 'testsuite')
    expect(suites.map(({ attributes: { name, tests, failures } }) => [name, tests, failures])).toEqual([
      ['votes set-up', '1', '0'],
      ['votes', '3', '1'],
      ['votes clean-up', '1', '1'],
      ['smoke', '1', '0'],
    ])
    const names = elements.filter(({ depth }) => depth >= 2).map(({ name, attributes }) => attributes['name'] ?? name)
    expect(names).toEqual([
      'a report',
      'it is found',
      'it is slow',
      'flakyFailure',
      'system-out',
      'it is counted',
      'failure',
      'it is gone',
      'failure',
      'the site opens',
    ])
    expect(elements.find(({ attributes }) => attributes['name'] === 'it is counted')?.attributes).toMatchObject({
      classname: 'votes',
      time: '0.012',
      file: 'project.yaml',
      line: '7',
    })
    expect(elements.find(({ name }) => name === 'failure')?.attributes).toEqual({
      message: 'expected status 200, got 500; json.n: expected it',
      type: 'smoke/http',
    })
  })

  it('stays well-formed whatever an answer holds', () => {
    expect(elementsOf(formatJunit([odd])).map(({ name }) => name)).toEqual([
      'testsuites',
      'testsuite',
      'testcase',
      'failure',
      'testcase',
      'flakyFailure',
      'system-out',
    ])
  })
})

describe('formatMarkdown', () => {
  it('sums up, then shows each failure with its exchange', () => {
    const text = formatMarkdown([mixed, green], 'votes dev')
    expect(text).toContain(
      '## ❌ votes dev\n\n3 of 4 checks passed, 1 only after a retry, the clean-up of votes failed.',
    )
    expect(text).toContain('| ❌ votes | 2 | 1 | 1 | the clean-up failed | 340 ms |')
    expect(text).toContain('### ❌ votes: it is counted\nhttp, project.yaml:7, 12 ms, 2 tries')
    expect(text).toContain('```text\nexpected status 200, got 500\njson.n: expected it\n```')
    expect(text).toContain('<details><summary>request and response</summary>')
    expect(text).toContain('### Passed only after a retry')
    expect(formatMarkdown([green], 'votes dev')).toContain('## ✅ votes dev')
  })

  it('lets no answer leave its block', () => {
    const text = formatMarkdown([odd], hostile)
    const fences = text.split('\n').filter((line) => /^`{3,}/.test(line))
    expect(fences.map((line) => line.replace(/\w+$/, ''))).toEqual(Array(6).fill('`````'))
    const outside = text
      .split(/^`{5}.*$/m)
      .filter((_, index) => index % 2 === 0)
      .join('')
    expect(outside.replaceAll(/<\/?(details|summary)>/g, '')).not.toMatch(/[<`]/)
  })

  it('stays below what GitHub takes', () => {
    const long = 'x'.repeat(60_000)
    const text = formatMarkdown(
      [suite('many', { steps: Array.from({ length: 100 }, () => failed('one', [long])) })],
      'votes',
    )
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024)
    expect(text).toMatch(/left out/)
  })
})

describe('formatHtml', () => {
  it('shows difference, request and response, and pictures, without scripts or other files', () => {
    const html = formatHtml({
      suites: [mixed, green],
      title: 'votes dev',
      when: '2026-11-22 10:00 UTC',
      picture: () => 'data:image/png;base64,AAAA',
    })
    for (const part of [
      'Failed: votes dev',
      '3 of 4 checks passed',
      'json.n: expected it',
      'GET https://api.example/reports',
      '&quot;message&quot;: &quot;down&quot;',
      'src="data:image/png;base64,AAAA"',
      'passed only at try 2',
      'clean-up',
    ]) {
      expect(html).toContain(part)
    }
    expect(html).not.toMatch(/<script|<link|src="http|url\(/)
  })

  it('shows an answer as text, whatever it holds', () => {
    const html = formatHtml({ suites: [odd], title: hostile, picture: () => undefined })
    expect(html.replaceAll('\n', '')).not.toMatch(/<b onclick|<!-- -->|\p{Cc}|[\ud800-\udfff]/u)
    expect(html.match(/<h2>|<article/g)).toHaveLength(3)
  })
})

describe('formatSuites', () => {
  it('shows each step, what differed with the exchange beside it, and one line that sums up', () => {
    expect(formatSuites([mixed], { width: 110 })).toBe(`votes 340 ms
  set-up
  ✓ a report 12 ms
  checks
  ✓ it is found 12 ms
  ~ it is slow 12 ms, 2 tries
      passed only at try 2; at first: expected status 200, got 503
  ✗ it is counted 12 ms, 2 tries project.yaml:7
      expected status 200, got 500
      json.n: expected it
      GET https://api.example/reports                    → 500
      accept: application/json                           │ content-type: application/json
                                                         │
                                                         │ {
                                                         │   "message": "down"
                                                         │ }
      picture: /tmp/art/votes-1.png
  clean-up
  ✗ it is gone 12 ms project.yaml:7
      expected status 204, got 200
✗ 2 of 3 checks passed, 1 only after a retry, the clean-up of votes failed in 340 ms`)
  })

  it('counts what passed in a long suite, and shows the rest', () => {
    const steps = [
      ...Array.from({ length: 199 }, (_, index) => passed(`step ${index}`)),
      failed('the last', ['no answer']),
    ]
    const lines = formatSuites([suite('many', { steps })]).split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[1]).toBe('  ✓ 199 passed at once')
  })

  it('lets no answer move the cursor or begin a command of GitHub', () => {
    const text = formatSuites([odd], { width: 110 })
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\ud800/u)
    expect(text).not.toMatch(/^::/m)
  })
})

it('makes a finding of each failure and each retry, at its line', () => {
  expect(findingsOf([mixed])).toMatchObject([
    { rule: 'smoke/retried', severity: 'warning' },
    {
      rule: 'smoke/http',
      severity: 'error',
      message: 'it is counted: expected status 200, got 500\njson.n: expected it',
      where: { file: 'project.yaml', line: 7 },
    },
    { rule: 'smoke/http', severity: 'error' },
  ])
})

describe('readResults', () => {
  const envelope = {
    v: 1,
    run: 'r',
    command: 'test smoke',
    scopes: [{ project: 'votes', environment: 'dev' }],
    ok: false,
    data: { ok: false, suites: [mixed] },
  }

  it('reads what --json and --output ndjson print', () => {
    const expected = { suites: [mixed], ok: false, title: 'votes dev', run: 'r' }
    expect(readResults(JSON.stringify(envelope), 'result.json')).toEqual(expected)
    const lines = [{ type: 'hello' }, { type: 'result', result: envelope }].map((line) => JSON.stringify(line))
    expect(readResults(`${lines.join('\n')}\n`, 'events')).toEqual(expected)
  })

  it.each([
    ['green ones', green, true],
    ['a suite that is not ok', { ...green, ok: false }, false],
    ['a step that failed', { ...green, steps: [failed('x', ['y'])] }, false],
    ['a clean-up that failed', { ...green, cleanup: [failed('x', ['y'])] }, false],
    ['a suite without checks', { ...green, steps: [] }, false],
  ])('takes the whole for ok only where all of it is: %s', (_, one, ok) => {
    const text = JSON.stringify({ ...envelope, ok: true, data: { suites: [green, one] } })
    expect(readResults(text, 'result.json').ok).toBe(ok)
  })

  const withSuite = (one: unknown) => JSON.stringify({ ...envelope, data: { suites: [one] } })
  it.each([
    ['', /no JSON/, undefined],
    ['{"a":\n"b",}', /no JSON/, undefined],
    ['[]', /no JSON object/, []],
    ['{}', /there are no data/, ['data']],
    ['{"data":null}', /gave none/, ['data']],
    ['{"data":{"findings":[]}}', /no list of suites/, ['data', 'suites']],
    ['{"data":{"suites":[]}}', /list of suites is empty/, ['data', 'suites']],
    [withSuite(1), /no result of a suite/, ['data', 'suites', 0]],
    [withSuite({ ...mixed, passed: '1' }), /no number/, ['data', 'suites', 0, 'passed']],
    [withSuite({ ...mixed, steps: {} }), /no list of steps/, ['data', 'suites', 0, 'steps']],
    [
      withSuite({ ...mixed, steps: [{ ...passed('x'), outcome: 'skipped' }] }),
      /neither passed nor failed/,
      ['data', 'suites', 0, 'steps', 0, 'outcome'],
    ],
    [
      withSuite({ ...mixed, steps: [passed('x', { exchange: { request: 1 } as never })] }),
      /no request/,
      ['data', 'suites', 0, 'steps', 0, 'exchange'],
    ],
  ])('refuses what is none, with its place (%#)', (text, message, path) => {
    const where = path === undefined ? expect.objectContaining({ file: 'result.json' }) : { file: 'result.json', path }
    expect(() => readResults(text, 'result.json')).toThrow(
      expect.objectContaining({ code: 'SMOKE_RESULT_INVALID', message: expect.stringMatching(message), where }),
    )
  })
})
