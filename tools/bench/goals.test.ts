import { expect, it } from 'vitest'
import { behind, deployGoals, stackGoals, startUpGoals } from './goals.ts'
import { type Sample, type Samples, stackCalls } from './sample.ts'
import { bareNode } from './start-up.ts'

function runs(wall: number, rest: Partial<Sample> = {}): readonly Sample[] {
  const sample = { code: 0, wall, cpu: wall, rss: 100e6, calls: 2, connections: 2, operations: {}, ...rest }
  return [sample, sample, sample]
}

function cases(own: Samples): Parameters<typeof behind>[0] {
  return { 'first deploy': own, 'no-op': own, 'one-line change': own }
}

it('says of each goal whether it was reached', () => {
  const samples = {
    'project-deploy': runs(0.5),
    awscli: runs(1.9),
  }
  const verdicts = deployGoals(cases(samples)).map(({ goal, reached }) => [goal, reached])
  expect(verdicts).toEqual([
    ['first deploy: ≤ 1 s', true],
    ['no-op: ≤ 0.4 s', false],
    ['one-line change: ≤ 0.8 s', true],
    ['no-op: 4x faster than awscli', false],
  ])
})

it('holds start-up to what it costs over bare Node', () => {
  const lines = [24, 26].map((ms) => ({ program: `project-${ms}`, what: '--help' as const, argv: [], title: `${ms}` }))
  const samples = {
    [bareNode]: runs(0.04),
    '24': runs(0.064),
    '26': runs(0.066),
  }
  expect(startUpGoals(samples, lines).map(({ reached }) => reached)).toEqual([true, false])
})

it('names every figure in which a peer needs less, and the floor in none', () => {
  const samples = {
    floor: runs(0.1, { calls: 1 }),
    'project-deploy': runs(0.5),
    awscli: runs(1.9, { rss: 65e6 }),
    osls: runs(1.9),
  }
  expect(behind(cases(samples))).toEqual([
    'first deploy, memory: awscli (65 MB against 100 MB)',
    'no-op, memory: awscli (65 MB against 100 MB)',
    'one-line change, memory: awscli (65 MB against 100 MB)',
  ])
})

it('counts what a stack and its code cost apart from lock, audit trail and records', () => {
  const operations = {
    'cloudformation.DescribeStacks': 2,
    's3.PutObject blobs': 1,
    's3.PutObject locks': 1,
    's3.PutObject audit': 2,
    's3.ListObjectsV2': 1,
    's3.GetObject state': 2,
    'sts.GetCallerIdentity': 1,
  }
  expect(stackCalls({ operations })).toBe(3)
})

it('holds stacks to calls, the fastest peer and the floor', () => {
  const operations = { 'cloudformation.DescribeStacks': 6 }
  const samples = {
    floor: runs(0.2, { calls: 1 }),
    'project-cfn': runs(0.5, { operations }),
    awscli: runs(0.9, { calls: 7 }),
    osls: runs(1.9, { calls: 9 }),
  }
  const verdicts = stackGoals(cases(samples)).map(({ goal, reached }) => [goal, reached])
  expect(verdicts.slice(0, 3)).toEqual([
    ['project-cfn, first deploy: ≤ 8 calls for stack and code, fewer than every peer', true],
    ['project-cfn, first deploy: 2x faster than the fastest peer, awscli', false],
    ['project-cfn, first deploy: ≤ 3x the floor', true],
  ])
})
