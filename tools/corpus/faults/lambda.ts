import type { TemplateMap, TemplateValue } from '@project-utils/template'
import { at, type Fault, mapAt, put, sites } from '../fault.ts'

const functions = ['AWS::Lambda::Function', 'AWS::Serverless::Function'] as const
const today = '2026-11-21'

/** What Lambda refuses of a function, and what is forgotten with one. */
export const lambda: readonly Fault[] = [
  {
    rule: 'runtime',
    what: 'a runtime that is gone, or never was',
    *plant(template) {
      for (const { path } of sites(template, ...functions))
        for (const name of ['nodejs12.x', 'python2.7', 'nodejs23.x', 'node20', 'python3.7', 'go1.x']) {
          const here = [...path, 'Properties', 'Runtime']
          yield { value: put(template, here, name), at: [here], setting: { today } }
        }
    },
  },
  {
    rule: 'function-package',
    what: 'handler, runtime and package that do not fit',
    *plant(template) {
      for (const { path, properties } of sites(template, ...functions)) {
        const own = [...path, 'Properties']
        const hasRuntime = properties['Runtime'] !== undefined
        const places = [
          path,
          own,
          ...['Handler', 'Runtime', 'PackageType', 'Code', 'CodeUri'].map((key) => [...own, key]),
        ]
        yield { value: put(template, [...own, 'Handler'], undefined), at: places }
        yield { value: put(template, [...own, 'Handler'], 'index'), at: places }
        if (hasRuntime) yield { value: put(template, [...own, 'Runtime'], undefined), at: places }
        if (hasRuntime) yield { value: put(template, [...own, 'PackageType'], 'Image'), at: places }
        if (at(properties, ['Code', 'ZipFile']) === undefined) continue
        const code = [...own, 'Code', 'ZipFile']
        yield { value: put(template, [...own, 'Runtime'], 'java21'), at: [...places, code] }
      }
    },
  },
  {
    rule: 'function-environment',
    what: 'variables that Lambda does not take',
    *plant(template) {
      for (const { path } of sites(template, ...functions)) {
        const own = [...path, 'Properties', 'Environment', 'Variables']
        for (const [name, value] of [
          ['AWS_REGION', 'eu-west-1'],
          ['LAMBDA_TASK_ROOT', '/x'],
          ['1ST', 'x'],
          ['MAIL-FROM', 'x'],
          ['TEXT', 'x'.repeat(5000)],
        ] as const)
          yield { value: put(template, [...own, name], value), at: [own, [...own, name], own.slice(0, -1), path] }
      }
    },
  },
  {
    rule: 'function-layers',
    what: 'more layers than five, or one of them twice',
    *plant(template) {
      const layer = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:layer:${name}:1`
      for (const { path } of sites(template, ...functions)) {
        const own = [...path, 'Properties', 'Layers']
        const many = ['a', 'b', 'c', 'd', 'e', 'f'].map(layer)
        yield { value: put(template, own, many), at: [own, [...own, 5]] }
        yield { value: put(template, own, [layer('a'), layer('b'), layer('a')]), at: [own, [...own, 2]] }
      }
    },
  },
  {
    rule: 'event-source',
    what: 'an event source with settings of another, or a queue that gives up first',
    *plant(template) {
      for (const { path, properties } of sites(template, 'AWS::Lambda::EventSourceMapping')) {
        const own = [...path, 'Properties']
        const places = (key: string) => [path, own, [...own, key], [...own, 'EventSourceArn']]
        const isStream = properties['StartingPosition'] !== undefined
        const wrong: readonly (readonly [string, TemplateValue | undefined])[] = isStream
          ? [
              ['StartingPosition', undefined],
              ['BatchSize', 10_001],
            ]
          : [
              ['StartingPosition', 'LATEST'],
              ['BatchSize', 100],
              ['ParallelizationFactor', 2],
              ['BisectBatchOnFunctionError', true],
            ]
        for (const [key, value] of wrong) yield { value: put(template, [...own, key], value), at: places(key) }
      }
      for (const { path } of sites(template, 'AWS::SQS::Queue')) {
        const here = [...path, 'Properties', 'VisibilityTimeout']
        const mappings = sites(template, 'AWS::Lambda::EventSourceMapping', ...functions).flatMap((one) => [
          one.path,
          [...one.path, 'Properties', 'EventSourceArn'],
          [...one.path, 'Properties', 'Timeout'],
        ])
        const isSource = JSON.stringify(template.value).includes(`{"Fn::GetAtt":["${path[1]}","Arn"]}`)
        const isRead = sites(template, 'AWS::Lambda::EventSourceMapping').some(
          (one) => at(one.properties, ['EventSourceArn', 'Fn::GetAtt', 0]) === path[1],
        )
        if (isSource && isRead) yield { value: put(template, here, 5), at: [here, path, ...mappings] }
      }
    },
  },
  {
    rule: 'sam-event',
    what: 'an event of a type that SAM does not have',
    *plant(template) {
      for (const { path, properties } of sites(template, 'AWS::Serverless::Function', 'AWS::Serverless::StateMachine'))
        for (const name of Object.keys(mapAt(properties, ['Events'])))
          for (const type of ['Http', 'Queue', 'DynamoDb']) {
            const here = [...path, 'Properties', 'Events', name, 'Type']
            yield { value: put(template, here, type), at: [here, here.slice(0, -1)] }
          }
    },
  },
  {
    rule: 'unset-memory',
    what: 'a function that leaves its memory to the default',
    *plant(template) {
      for (const { path } of sites(template, 'AWS::Lambda::Function'))
        yield { value: put(template, [...path, 'Properties', 'MemorySize'], undefined), at: [path] }
    },
  },
  {
    rule: 'unset-timeout',
    what: 'a function that leaves its timeout to the default',
    *plant(template) {
      for (const { path } of sites(template, 'AWS::Lambda::Function'))
        yield { value: put(template, [...path, 'Properties', 'Timeout'], undefined), at: [path] }
    },
  },
  {
    rule: 'unmanaged-alias',
    what: 'an alias that moves with its stack',
    *plant(template) {
      for (const { path } of sites(template, 'AWS::Serverless::Function')) {
        const here = [...path, 'Properties', 'AutoPublishAlias']
        yield { value: put(template, here, 'live'), at: [here, path] }
      }
      for (const { path } of sites(template, 'AWS::Lambda::Alias'))
        for (const version of ['1', { 'Fn::GetAtt': ['Version', 'Version'] }]) {
          const here = [...path, 'Properties', 'FunctionVersion']
          const known = put(template, ['Resources', 'Version'], {
            Type: 'AWS::Lambda::Version',
            Properties: { FunctionName: { Ref: 'Function' } },
          })
          yield { value: put({ value: known }, here, version), at: [here, path] }
        }
    },
  },
  {
    rule: 'unaliased-function',
    what: 'an API that calls a function itself',
    *plant(template) {
      if (sites(template, 'AWS::Lambda::Alias').length > 0) return
      for (const { id, path: own } of sites(template, 'AWS::Lambda::Function')) {
        const path = ['Resources', 'Call']
        const proxy = (uri: TemplateValue): TemplateMap => ({
          ApiId: 'a1b2c3',
          IntegrationType: 'AWS_PROXY',
          PayloadFormatVersion: '2.0',
          IntegrationUri: uri,
        })
        const http = { Type: 'AWS::ApiGatewayV2::Integration', Properties: proxy({ 'Fn::GetAtt': [id, 'Arn'] }) }
        const text = `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${id}.Arn}/invocations`
        const rest = { Type: 'AWS::ApiGatewayV2::Integration', Properties: proxy({ 'Fn::Sub': text }) }
        for (const one of [http, rest])
          yield { value: put(template, path, one), at: [own, path, [...path, 'Properties', 'IntegrationUri']] }
      }
    },
  },
]
