import { createHash } from 'node:crypto'
import { parseTemplate, resolveTemplate } from '@project-utils/template'
import { describe, expect, test } from 'vitest'
import { subjectOf } from '../change-set/resource-change.ts'
import { scripted } from '../fixtures.test.fixture.ts'
import type { PackagedBlob } from '../package/blob.ts'
import { risksOf } from '../risks/risks.ts'
import { nestedChanges } from './nested-changes.ts'

const arnOf = (name: string): string => `arn:aws:cloudformation:eu-west-1:111111111111:stack/${name}/1`

function blob(text: string): PackagedBlob {
  const sha256 = createHash('sha256').update(text).digest('hex')
  const bytes = Buffer.from(text)
  return {
    ...{ sha256, source: 'child.yaml', kind: 'template', size: bytes.length, checksum: '' },
    content: { bytes },
    usedAt: [],
  }
}

const queue = (seconds: string): string =>
  `Parameters: { Seconds: { Type: Number } }\nResources: { Inner: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${seconds} } } }\n`
const parent = (one: PackagedBlob, seconds = '30', id = 'Child'): string =>
  `Resources: { ${id}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: "https://b/${one.sha256}", Parameters: { Seconds: ${seconds} } } } }\n`

/** What lies in the account: nested stacks by name, with their template, parameters and the nested stacks that they hold. */
interface Held {
  readonly template: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly holds?: Readonly<Record<string, string>>
}

async function changes(text: string, blobs: readonly PackagedBlob[], held: Readonly<Record<string, Held>>) {
  const nameOf = (asked: unknown): string => String(asked).split('/')[1] ?? String(asked)
  const { client } = scripted({
    ListStackResources: [
      ({ StackName }) => ({
        StackResourceSummaries: Object.entries(held[nameOf(StackName)]?.holds ?? {}).map(
          ([LogicalResourceId, name]) => ({
            ...{ LogicalResourceId, PhysicalResourceId: arnOf(name), ResourceType: 'AWS::CloudFormation::Stack' },
          }),
        ),
      }),
    ],
    DescribeStacks: [
      ({ StackName }) => {
        const parameters = Object.entries(held[nameOf(StackName)]?.parameters ?? {})
        const Parameters = parameters.map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }))
        return {
          Stacks: [{ StackName: nameOf(StackName), StackId: StackName, StackStatus: 'UPDATE_COMPLETE', Parameters }],
        }
      },
    ],
    GetTemplate: [({ StackName }) => ({ TemplateBody: held[nameOf(StackName)]?.template })],
  })
  const resolved = resolveTemplate(parseTemplate(text, 'app.yaml'), { parameters: {}, pseudo: {} })
  const found = await nestedChanges({ name: 'app', arn: arnOf('app') }, resolved, {
    ...{ client, blobs },
    replaces: () => 'no',
  })
  const told = found.map((one) =>
    [one.action, subjectOf(one), ...one.details.map(({ before, after }) => `${before} ${after}`)].join(' '),
  )
  return { found, told, resolved }
}

describe('nestedChanges', () => {
  test('tells what another parameter of a nested stack changes in it', async () => {
    const child = blob(queue('!Ref Seconds'))
    const held = {
      app: { template: '', holds: { Child: 'child' } },
      child: { template: queue('!Ref Seconds'), parameters: { Seconds: '30' } },
    }
    expect((await changes(parent(child, '60'), [child], held)).told).toEqual(['modify Child/Inner 30 60'])
    expect((await changes(parent(child, '30'), [child], held)).told).toEqual([])
  })

  test('keeps the value of a parameter that depends on another resource', async () => {
    const child = blob(queue('!Ref Seconds'))
    const held = {
      app: { template: '', holds: { Child: 'child' } },
      child: { template: queue('!Ref Seconds'), parameters: { Seconds: '30' } },
    }
    expect((await changes(parent(child, '!GetAtt Other.Seconds'), [child], held)).told).toEqual([])
  })

  test('opens nested stacks of nested stacks', async () => {
    const inner = blob(queue('60'))
    const middle = blob(parent(inner, '1', 'Deep'))
    const held = {
      app: { template: '', holds: { Child: 'middle' } },
      middle: { template: parent(inner, '1', 'Deep'), holds: { Deep: 'inner' } },
      inner: { template: queue('30') },
    }
    expect((await changes(parent(middle), [inner, middle], held)).told).toEqual(['modify Child/Deep/Inner 30 60'])
  })

  test('a nested stack that is new shows all that is in it, and what rights that gives', async () => {
    const child = blob(`
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { AWS: "222222222222" } }] } }
`)
    const { found, told, resolved } = await changes(parent(child), [child], { app: { template: '' } })
    expect(told).toEqual(['create Child/Role'])
    expect(risksOf(found, { resolved })).toMatchObject([
      { subject: 'Child/Role', message: expect.stringContaining('lets arn:aws:iam::222222222222:root take it on') },
    ])
  })

  test('leaves a nested template that lies elsewhere alone', async () => {
    expect((await changes(parent(blob('x: 1')), [], {})).told).toEqual([])
  })
})
