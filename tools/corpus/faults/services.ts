import { at, type Fault, mapAt, put, sites, spots, uses } from '../fault.ts'

const setting = { region: 'eu-west-1', account: '111111111111' }

/** What other services refuse, and what is forgotten with them. */
export const services: readonly Fault[] = [
  {
    rule: 'schedule-expression',
    what: 'a schedule that is none',
    *plant(template) {
      for (const { path, value } of spots(template, ['Resources'])) {
        if (!/^(ScheduleExpression|Schedule)$/.test(String(path.at(-1))) || typeof value !== 'string') continue
        // EventBridge Scheduler takes both numbers of a unit.
        const isRule =
          !JSON.stringify(at(template.value, path.slice(0, -2))).includes('ScheduleV2') &&
          at(template.value, [...path.slice(0, 2), 'Type']) !== 'AWS::Scheduler::Schedule'
        for (const wrong of [
          ...(isRule ? ['rate(1 days)', 'rate(5 minute)'] : []),
          'cron(0 3 * * *)',
          'cron(0 3 * * * *)',
          'every day',
          'rate(0 hours)',
          'cron(0 25 * * ? *)',
        ])
          yield { value: put(template, path, wrong), at: [path] }
      }
    },
  },
  {
    rule: 'alarm-settings',
    what: 'periods that do not exist, or a metric and metrics at once',
    *plant(template) {
      for (const { path, properties } of sites(template, 'AWS::CloudWatch::Alarm')) {
        const own = [...path, 'Properties']
        const every = Object.keys(properties).map((key) => [...own, key])
        const places = [path, own, ...every]
        if (properties['MetricName'] !== undefined) {
          for (const period of [45, 90, 7, 86_401])
            yield { value: put(template, [...own, 'Period'], period), at: places }
          yield {
            value: put(template, [...own, 'DatapointsToAlarm'], 4),
            at: [...places, [...own, 'DatapointsToAlarm']],
          }
          yield { value: put(template, [...own, 'MetricName'], undefined), at: places }
          yield {
            value: put(template, [...own, 'ExtendedStatistic'], 'p90'),
            at: [...places, [...own, 'ExtendedStatistic']],
          }
        } else yield { value: put(template, [...own, 'MetricName'], 'Errors'), at: [...places, [...own, 'MetricName']] }
      }
    },
  },
  {
    rule: 'state-machine',
    what: 'a state that leads nowhere, or a definition that is none',
    *plant(template) {
      for (const { path, properties } of sites(
        template,
        'AWS::StepFunctions::StateMachine',
        'AWS::Serverless::StateMachine',
      )) {
        const own = [...path, 'Properties']
        const text = properties['DefinitionString']
        const here = [...own, 'DefinitionString']
        if (typeof text === 'string')
          for (const [from, to] of [
            ['"First",', '"Frist",'],
            ['"Second" }', '"Third" }'],
            ['"StartAt"', '"StartsAt"'],
            ['"Type": "Wait"', '"Type": "Sleep"'],
            ['}\n}', '}'],
          ] as const)
            yield { value: put(template, here, text.replace(from, to)), at: [here] }
        const definition = [...own, 'Definition']
        const states = mapAt(properties, ['Definition', 'States'])
        if (at(properties, ['Definition']) === undefined) continue
        yield {
          value: put(template, [...definition, 'StartAt'], 'Nowhere'),
          at: [definition, [...definition, 'StartAt']],
        }
        for (const [name, state] of Object.entries(states)) {
          const one = [...definition, 'States', name]
          const next = at(state, ['Next'])
          if (next !== undefined)
            yield { value: put(template, [...one, 'Next'], `${next}s`), at: [one, [...one, 'Next']] }
          yield { value: put(template, [...one, 'Type'], 'Sleep'), at: [one, [...one, 'Type']] }
        }
      }
    },
  },
  {
    rule: 'early-deployment',
    what: 'a deployment that may come before its methods',
    *plant(template) {
      for (const { path } of sites(template, 'AWS::ApiGateway::Deployment')) {
        yield { value: put(template, [...path, 'DependsOn'], undefined), at: [path] }
        for (const other of ['Function', 'Role', 'Tools', 'Pictures'])
          if (template.resources[other] !== undefined)
            yield { value: put(template, [...path, 'DependsOn'], other), at: [path, [...path, 'DependsOn']] }
      }
    },
  },
  {
    rule: 'foreign-arn',
    what: 'an ARN of another region, account or partition',
    *plant(template) {
      for (const { path, value } of uses(template, 'Fn::Sub', ['Resources'])) {
        if (typeof value !== 'string' || !value.startsWith('arn:')) continue
        const from = value.replaceAll('${AWS::Partition}', 'aws')
        for (const [part, by] of [
          ['${AWS::Region}', 'us-west-2'],
          ['${AWS::AccountId}', '222222222222'],
          ['${AWS::Partition}', 'aws-cn'],
        ] as const)
          if (value.includes(part))
            yield {
              value: put(template, [...path, 'Fn::Sub'], (part.includes('Part') ? value : from).replaceAll(part, by)),
              at: [path, [...path, 'Fn::Sub']],
              setting,
            }
      }
    },
  },
  {
    rule: 'unthrottled-stage',
    what: 'a stage without limits of its own',
    *plant(template) {
      for (const [type, property] of [
        ['AWS::ApiGateway::Stage', 'MethodSettings'],
        ['AWS::Serverless::Api', 'MethodSettings'],
        ['AWS::Serverless::HttpApi', 'DefaultRouteSettings'],
      ] as const)
        for (const { path } of sites(template, type))
          yield { value: put(template, [...path, 'Properties', property], undefined), at: [path] }
      for (const name of ['Live', 'Beta']) {
        const path = ['Resources', `${name}Stage`]
        const stage = {
          Type: 'AWS::ApiGatewayV2::Stage',
          Properties: { ApiId: 'a1b2c3', StageName: name.toLowerCase() },
        }
        yield { value: put(template, path, stage), at: [path] }
      }
    },
  },
  {
    rule: 'plain-secret',
    what: 'a secret that everybody can read in the template',
    *plant(template) {
      for (const { path } of sites(template, 'AWS::RDS::DBInstance')) {
        const here = [...path, 'Properties', 'MasterUserPassword']
        yield { value: put(template, here, 'correct-horse-battery'), at: [here] }
      }
      for (const { path } of sites(template, 'AWS::SecretsManager::Secret')) {
        const bare = put(template, [...path, 'Properties', 'GenerateSecretString'], undefined)
        const here = [...path, 'Properties', 'SecretString']
        yield { value: put({ value: bare }, here, 'correct-horse-battery'), at: [here] }
      }
      for (const { path } of sites(template, 'AWS::Lambda::Function'))
        for (const name of ['DB_PASSWORD', 'API_SECRET']) {
          const here = [...path, 'Properties', 'Environment', 'Variables', name]
          yield { value: put(template, here, 'correct-horse-battery'), at: [here, here.slice(0, -1)] }
        }
    },
  },
  {
    rule: 'untagged',
    what: 'what is made carries no tags',
    *plant(template) {
      for (const { path, type } of sites(
        template,
        'AWS::ECS::Service',
        'AWS::EC2::LaunchTemplate',
        'AWS::AutoScaling::AutoScalingGroup',
      )) {
        const own = [...path, 'Properties']
        if (type === 'AWS::ECS::Service') {
          yield { value: put(template, [...own, 'PropagateTags'], undefined), at: [path, own] }
        }
        if (type === 'AWS::EC2::LaunchTemplate')
          yield {
            value: put(template, [...own, 'LaunchTemplateData', 'TagSpecifications'], undefined),
            at: [path, own],
          }
        if (type === 'AWS::AutoScaling::AutoScalingGroup')
          yield { value: put(template, [...own, 'Tags'], undefined), at: [path, own] }
      }
      for (const name of ['Old', 'New']) {
        const service = { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: name } }
        yield {
          value: put(template, ['Resources', name], service),
          at: [
            ['Resources', name],
            ['Resources', name, 'Properties'],
          ],
        }
        const machines = {
          Type: 'AWS::EC2::LaunchTemplate',
          Properties: { LaunchTemplateData: { InstanceType: 't4g.nano' } },
        }
        yield {
          value: put(template, ['Resources', name], machines),
          at: [
            ['Resources', name],
            ['Resources', name, 'Properties'],
          ],
        }
      }
    },
  },
  {
    rule: 'needless-dependency',
    what: 'a dependency that a reference says already',
    *plant(template) {
      const ids = new Set(sites(template).map(({ id }) => id))
      for (const { path, value } of uses(template, 'Ref', ['Resources'])) {
        const [, from = ''] = path.map(String)
        const here = ['Resources', from, 'DependsOn']
        const isSam = String(at(template.value, ['Resources', from, 'Type'])).startsWith('AWS::Serverless::')
        const isPlain =
          at(template.value, here) === undefined && ids.has(String(value)) && !path.includes('Fn::If') && !isSam
        if (isPlain) yield { value: put(template, here, String(value)), at: [here] }
      }
    },
  },
  {
    rule: 'needless-sub',
    what: 'a text that is filled in with nothing',
    *plant(template) {
      for (const { path, value } of uses(template, 'Fn::Sub', ['Resources'])) {
        if (typeof value !== 'string') continue
        yield {
          value: put(template, [...path, 'Fn::Sub'], value.replaceAll(/\$\{[^}]*\}/g, 'x')),
          at: [path, [...path, 'Fn::Sub']],
        }
        yield {
          value: put(template, [...path, 'Fn::Sub'], [value, { Unused: 'x' }]),
          at: [path, [...path, 'Fn::Sub'], [...path, 'Fn::Sub', 1], [...path, 'Fn::Sub', 1, 'Unused']],
        }
      }
    },
  },
]
