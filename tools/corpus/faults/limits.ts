import type { TemplateMap } from '@project-utils/template'
import { at, type Fault, mapAt, put, rename, sites } from '../fault.ts'

function many(count: number, value: (index: number) => TemplateMap | string): TemplateMap {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`Many${index}`, value(index)]))
}

/** Too many, too large, too long, or under a name that is none. */
export const limits: readonly Fault[] = [
  {
    rule: 'count-limit',
    what: 'more than a template may hold',
    *plant(template) {
      const more: readonly (readonly [string, TemplateMap])[] = [
        ['Resources', many(501, () => ({ Type: 'AWS::SNS::Topic' }))],
        ['Parameters', many(201, () => ({ Type: 'String', Default: '' }))],
        ['Outputs', many(201, () => ({ Value: 'x' }))],
        ['Mappings', many(201, () => ({ a: { b: 'c' } }))],
      ]
      for (const [section, added] of more)
        yield {
          value: put(template, [section], { ...mapAt(template.value, [section]), ...added }),
          at: [[section], [section, 'Many200'], [section, 'Many500']],
        }
      const wide = ['Mappings', 'Wide']
      yield {
        value: put(
          template,
          wide,
          many(201, () => ({ a: 'x' })),
        ),
        at: [wide, [...wide, 'Many200']],
      }
    },
  },
  {
    rule: 'size-limit',
    what: 'a template with more bytes than anything takes',
    *plant(template) {
      yield { value: template.value, at: [[]], setting: { bytes: 1_048_577 } }
      yield { value: template.value, at: [[]], setting: { bytes: 3_000_000 } }
    },
  },
  {
    rule: 'name-limit',
    what: 'a name or a text that is too long, or no name',
    *plant(template) {
      yield { value: put(template, ['Description'], 'word '.repeat(205)), at: [['Description']] }
      for (const section of ['Parameters', 'Outputs', 'Conditions', 'Mappings'])
        for (const name of Object.keys(mapAt(template.value, [section])))
          for (const wrong of [`my-${name}`, `${name}_x`, 'N'.repeat(256)])
            yield { value: rename(template, [section, name], wrong), at: [[section, wrong]] }
      for (const name of Object.keys(mapAt(template.value, ['Outputs']))) {
        const path = ['Outputs', name, 'Description']
        yield { value: put(template, path, 'word '.repeat(210)), at: [path, path.slice(0, 2)] }
      }
    },
  },
  {
    rule: 'name-form',
    what: 'a physical name that its service refuses',
    *plant(template) {
      for (const [type, property, names] of wrongNames)
        for (const { path, resource } of sites(template, type))
          for (const name of resource['Condition'] === undefined ? names : []) {
            const here = [...path, 'Properties', property]
            yield { value: put(template, here, name), at: [here] }
          }
    },
  },
  {
    rule: 'duplicate-name',
    what: 'two resources of a type with one name',
    *plant(template) {
      for (const { id, path, type, resource } of sites(template)) {
        const property = wrongNames.find(([one]) => one === type)?.[1]
        if (property === undefined || resource['Condition'] !== undefined) continue
        const named = put(template, [...path, 'Properties', property], 'shop-twice')
        const twin = { ...resource, Properties: { ...mapAt(resource, ['Properties']), [property]: 'shop-twice' } }
        const other = ['Resources', `${id}Twin`]
        yield {
          value: put({ value: named }, other, twin),
          at: [path, other].flatMap((one) => [one, [...one, 'Properties', property]]),
        }
      }
    },
  },
  {
    rule: 'fifo',
    what: 'a name that does not say FIFO, or says it in vain',
    *plant(template) {
      for (const [type, property, flag] of [
        ['AWS::SQS::Queue', 'QueueName', 'FifoQueue'],
        ['AWS::SNS::Topic', 'TopicName', 'FifoTopic'],
      ] as const)
        for (const { path, properties } of sites(template, type)) {
          const places = [property, flag, 'RedrivePolicy', 'ContentBasedDeduplication'].map((key) => [
            ...path,
            'Properties',
            key,
          ])
          if (properties[flag] === true) {
            yield { value: put(template, [...path, 'Properties', property], 'shop-plain'), at: places }
            yield { value: put(template, [...path, 'Properties', flag], undefined), at: places }
          } else yield { value: put(template, [...path, 'Properties', property], 'shop-plain.fifo'), at: places }
        }
      for (const { path, properties } of sites(template, 'AWS::SQS::Queue')) {
        const target = at(properties, ['RedrivePolicy', 'deadLetterTargetArn', 'Fn::GetAtt', 0])
        const here = [...path, 'Properties', 'RedrivePolicy', 'deadLetterTargetArn', 'Fn::GetAtt', 0]
        const others = sites(template, 'AWS::SQS::Queue').filter(
          (one) => one.id !== target && (one.properties['FifoQueue'] === true) !== (properties['FifoQueue'] === true),
        )
        if (target !== undefined)
          for (const { id } of others)
            yield { value: put(template, here, id), at: [1, 2, 3].map((cut) => here.slice(0, -cut)) }
      }
    },
  },
  {
    rule: 'name-convention',
    what: 'a name that does not begin with project and environment',
    *plant(template) {
      const setting = { project: 'shop', environment: 'dev', stackName: 'shop-dev-app' }
      for (const [type, property] of wrongNames)
        for (const { path, resource } of sites(template, type)) {
          if (resource['Condition'] !== undefined) continue
          const here = [...path, 'Properties', property]
          const name = type === 'AWS::Logs::LogGroup' ? '/other/things' : 'other-things'
          const isFifo =
            at(template.value, [...path, 'Properties', 'FifoQueue']) === true ||
            at(template.value, [...path, 'Properties', 'FifoTopic']) === true
          if (!isFifo) yield { value: put(template, here, name), at: [here], setting }
        }
    },
  },
]

/** Types with the property that names them, and names that the service refuses. Sources: each type's page, "Name". */
const wrongNames: readonly (readonly [type: string, property: string, names: readonly string[]])[] = [
  ['AWS::S3::Bucket', 'BucketName', ['My-Bucket', 'my_bucket', 'ab', 'a..b', '192.168.5.4', 'x'.repeat(64)]],
  ['AWS::SQS::Queue', 'QueueName', ['my queue', 'orders/new', 'q'.repeat(81)]],
  ['AWS::SNS::Topic', 'TopicName', ['my topic', 'a.b']],
  ['AWS::IAM::Role', 'RoleName', ['my role', 'a/b', 'r'.repeat(65)]],
  ['AWS::Lambda::Function', 'FunctionName', ['my.function', 'my function', 'f'.repeat(65)]],
  ['AWS::Serverless::Function', 'FunctionName', ['my.function']],
  ['AWS::DynamoDB::Table', 'TableName', ['ab', 'my table', 'a/b']],
  ['AWS::Logs::LogGroup', 'LogGroupName', ['my group', 'a:b', 'g'.repeat(513)]],
]
