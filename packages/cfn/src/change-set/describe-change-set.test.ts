import { describe, expect, test } from 'vitest'
import { instantly, scripted } from '../fixtures.test.fixture.ts'
import { describeChangeSet } from './describe-change-set.ts'
import { subjectOf } from './resource-change.ts'

// Shapes: the SDK's model of DescribeChangeSet, 3.1162.0. A nested stack's entry carries the id of its own change set
// ("The change set ID of the nested change set"), which is read by that id; one without stays closed. No recordings.
const entry = (LogicalResourceId: string, more: object = {}): object => ({
  Type: 'Resource',
  ResourceChange: { Action: 'Modify', LogicalResourceId, ResourceType: 'AWS::SQS::Queue', ...more },
})
const nested = (id: string, ChangeSetId?: string): object =>
  entry(id, { ResourceType: 'AWS::CloudFormation::Stack', ...(ChangeSetId === undefined ? {} : { ChangeSetId }) })

type Sets = Readonly<
  Record<string, { readonly reason?: string; readonly values: readonly object[]; readonly bare?: readonly object[] }>
>

/** Answers each change set by its id, with values or without, one entry a page. */
function answering(sets: Sets): ReturnType<typeof scripted> {
  return scripted({
    DescribeChangeSet: [
      ({ ChangeSetName, IncludePropertyValues, NextToken }) => {
        const set = sets[String(ChangeSetName)]
        const all = (IncludePropertyValues === true ? set?.values : set?.bare) ?? []
        const at = Number(NextToken ?? 0)
        const next = at + 1 < all.length ? { NextToken: String(at + 1) } : {}
        return {
          Status: 'CREATE_COMPLETE',
          ExecutionStatus: 'AVAILABLE',
          StackId: 'arn',
          StatusReason: set?.reason,
          Changes: all.slice(at, at + 1),
          ...next,
        }
      },
    ],
  })
}

const subjects = async (sets: Sets): Promise<readonly string[]> => {
  const { client } = answering(sets)
  return (await describeChangeSet(client, 'root', instantly)).changes.map(subjectOf)
}

describe('describeChangeSet', () => {
  test('opens nested change sets, however deep, all pages of each', async () => {
    const sets: Sets = {
      root: { values: [entry('Jobs'), nested('Child', 'one'), nested('Other', 'three')] },
      one: { values: [entry('B'), nested('Deep', 'two'), entry('A')] },
      two: { values: [entry('Table')] },
      three: { values: [] },
    }
    expect(await subjects(sets)).toEqual([
      'Jobs',
      'Child',
      'Child/A',
      'Child/B',
      'Child/Deep',
      'Child/Deep/Table',
      'Other',
    ])
  })

  test('waits for a nested change set, too', async () => {
    const made = { Status: 'CREATE_COMPLETE', Changes: [entry('Inner')] }
    const { client } = scripted({
      DescribeChangeSet: [
        { Status: 'CREATE_COMPLETE', Changes: [nested('Child', 'one')] },
        { Status: 'CREATE_PENDING' },
        { Status: 'CREATE_IN_PROGRESS' },
        made,
      ],
    })
    const { changes } = await describeChangeSet(client, 'root', instantly)
    expect(changes.map(subjectOf)).toEqual(['Child', 'Child/Inner'])
  })

  test('says of a nested stack without its own change set that it stays closed', async () => {
    const { client } = answering({ root: { values: [nested('Child')] } })
    const { changes } = await describeChangeSet(client, 'root', instantly)
    expect(changes).toMatchObject([{ logicalId: 'Child', closed: true }])
  })

  test('believes nobody who says that a nested stack may be replaced for its template', async () => {
    const Details = [{ Target: { Attribute: 'Properties', Name: 'TemplateURL', RequiresRecreation: 'Conditionally' } }]
    const child = entry('Child', { ResourceType: 'AWS::CloudFormation::Stack', Replacement: 'Conditional', Details })
    const topic = entry('Topic', { Replacement: 'Conditional' })
    const { client } = answering({ root: { values: [child, topic] } })
    const { changes } = await describeChangeSet(client, 'root', instantly)
    expect(changes).toMatchObject([
      { logicalId: 'Child', replacement: 'False', details: [{ name: 'TemplateURL', recreates: 'Never' }] },
      { logicalId: 'Topic', replacement: 'Conditional' },
    ])
  })

  test('asks for no change set of a nested stack that is removed', async () => {
    const gone = entry('Child', { Action: 'Remove', ResourceType: 'AWS::CloudFormation::Stack', ChangeSetId: 'one' })
    const { client, asked } = answering({ root: { values: [gone] } })
    expect((await describeChangeSet(client, 'root', instantly)).changes).toMatchObject([{ action: 'remove' }])
    expect(asked).toHaveLength(1)
  })

  test('adds what was dropped for its values, in nested change sets, too', async () => {
    const sets: Sets = {
      root: { values: [nested('Child', 'one')] },
      one: { reason: 'some were left out', values: [entry('A')], bare: [entry('A'), entry('B')] },
    }
    expect(await subjects(sets)).toEqual(['Child', 'Child/A', 'Child/B'])
  })

  test('tells whether it may still be executed, and of which stack it is', async () => {
    const { client } = answering({ root: { values: [] } })
    expect(await describeChangeSet(client, 'root', instantly)).toMatchObject({
      execution: 'AVAILABLE',
      stackArn: 'arn',
    })
  })
})
