import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readHandling } from './read-handling.ts'

const folder = mkdtempSync(join(tmpdir(), 'handling-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const usual = { key: 'app', topics: [], rollback: true, mode: 'standard' } as const

function policyFile(text: string): string {
  const file = join(folder, 'policy.json')
  writeFileSync(file, text)
  return file
}

test('what is as usual is left out', () => {
  expect(readHandling(usual)).toEqual({})
})

test('everything else is said', () => {
  const topics = ['arn:aws:sns:eu-west-1:111111111111:ops']
  const policy = policyFile('{ "Statement": [] }\n')
  const role = 'arn:aws:iam::111111111111:role/deploy'
  expect(readHandling({ ...usual, protect: false, policy, topics, role, rollback: false, mode: 'express' })).toEqual({
    ...{ protect: false, policy: '{"Statement":[]}', topics, role, rollback: false, express: true },
  })
})

test.each([
  ['is no JSON', '{ Statement: [] }', /is no JSON/],
  ['has no statements', '{ "Statement": {} }', /has no list/],
  ['is too long', JSON.stringify({ Statement: ['x'.repeat(17_000)] }), /16384 are allowed/],
])('a policy that %s is refused with its file', (_, text, message) => {
  const policy = policyFile(text)
  expect(() => readHandling({ ...usual, policy })).toThrow(
    expect.objectContaining({
      code: 'CFN_POLICY_INVALID',
      message: expect.stringMatching(message),
      where: { file: policy },
    }),
  )
})
