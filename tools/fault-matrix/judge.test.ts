import type { Envelope } from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import { judge, judgePreview } from './judge.ts'
import type { Truth } from './truth.ts'

const nothing: Truth = { stack: 'ABSENT', changeSets: 0, config: false, table: false, bucket: false, locked: false }
const release = (number: number): Truth => ({
  ...nothing,
  stack: 'UPDATE_COMPLETE',
  loud: String(number % 2 === 0),
  version: String(number),
  answer: JSON.stringify({ greeting: `hello ${number}`, loud: number % 2 === 0 }),
  title: `tiny ${number}`,
  config: true,
  table: true,
  bucket: true,
  latest: { id: `r${number}`, outcome: 'succeeded' },
  good: `r${number}`,
})
const wanted = { number: 2, loud: true }

function said(more: Partial<Envelope>) {
  const exitCode = more.exitCode ?? 0
  const problems = exitCode === 0 ? [] : [{ code: 'AWS_THROTTLED', message: 'busy', hint: 'run it again' }]
  const envelope = { ok: exitCode === 0, exitCode, problems, data: {}, ...more } as unknown as Envelope
  return { envelope, code: envelope.exitCode, stderr: '' }
}
const failedRecord = { latest: { id: 'r2', outcome: 'failed' } }

describe('a deployment told the truth when', () => {
  it.each([
    ['it is done and all is there', said({}), release(1), release(2)],
    ['it failed and nothing changed', said({ exitCode: 1 }), release(1), { ...release(1), ...failedRecord }],
    [
      'it says that changes stay',
      said({ exitCode: 6 }),
      release(1),
      { ...release(1), title: 'tiny 2', ...failedRecord },
    ],
    ['it failed and left an empty shell', said({ exitCode: 1 }), nothing, { ...nothing, stack: 'REVIEW_IN_PROGRESS' }],
  ])('%s', (_, one, before, after) => {
    expect(judge(one, before, after, wanted)).toEqual([])
  })
})

describe('a deployment is caught when', () => {
  const { code } = said({})
  it.each<[string, ReturnType<typeof said>, Truth, RegExp]>([
    [
      'it says done and the alias was not moved',
      said({}),
      { ...release(2), answer: release(1).answer ?? '' },
      /false "done".*hello 1/,
    ],
    ['it says done and a page is missing', said({}), { ...release(2), title: 'tiny 1' }, /false "done".*page/],
    ['it says done and the record does not', said({}), { ...release(2), ...failedRecord }, /record says failed/],
    [
      'it says unchanged after a change',
      said({ exitCode: 1 }),
      { ...release(1), title: 'tiny 2', ...failedRecord },
      /unchanged.*title/,
    ],
    ['it says failed and all is as wanted', said({ exitCode: 1 }), release(2), /false "failed"/],
    ['it names no way to go on', said({ exitCode: 1, problems: [] }), release(1), /without a problem/],
    ['it ends by a bug', said({ exitCode: 70 }), release(1), /a bug/],
    [
      'it says that the old versions serve',
      said({ exitCode: 6, data: { traffic: 'the versions of the release before still serve' } }),
      { ...release(2), title: 'tiny 1', ...failedRecord },
      /but version 2 answers/,
    ],
    [
      'a step is said to be done',
      said({ exitCode: 6, data: { steps: [{ id: 'alias.HelloFunction', outcome: 'done' }] } }),
      { ...release(1), ...failedRecord },
      /alias is said to be moved/,
    ],
  ])('%s', (_, one, after, expected) => {
    expect(judge(one, release(1), after, wanted).join('\n')).toMatch(expected)
  })

  it('prints no document, or another code than it ends with', () => {
    expect(judge({ code, stderr: 'Killed' }, release(1), release(2), wanted)).toMatchObject(
      [/Killed/].map(() => expect.stringContaining('Killed')),
    )
    expect(judge({ ...said({}), code: 1 }, release(1), release(2), wanted)).toEqual([
      expect.stringContaining('ended with 1'),
    ])
  })

  it('says destroyed and something is left', () => {
    const told = said({ data: { outcome: 'destroyed' } })
    expect(judge(told, release(1), { ...nothing, table: true }, undefined)).toEqual([
      'a false "done": the table is there',
    ])
    expect(judge(told, release(1), nothing, undefined)).toEqual([])
  })
})

it('holds a dry run to changing nothing and showing a plan', () => {
  const plan = said({ data: { plan: { steps: [{}] } } })
  expect(judgePreview(plan, release(1), release(1))).toEqual([])
  expect(judgePreview(plan, release(1), { ...release(1), changeSets: 1 })).toEqual(['a dry run changed something'])
  expect(judgePreview(said({}), release(1), release(1))).toEqual(['a dry run without a plan'])
})
