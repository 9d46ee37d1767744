import { namedResources } from '../named-resources.ts'
import { conventionalName, followsConvention } from '../naming.ts'
import { nameForms } from './name-forms.ts'
import type { Rule } from './rule.ts'
import { below, sitesOf, textOf } from './site.ts'
import { referencePage } from './sources.ts'

const nameTypePage = referencePage('aws-properties-name')

/** Physical names that the service refuses. */
export const nameForm: Rule = {
  id: 'template/name-form',
  category: 'correctness',
  severity: 'error',
  summary: 'A physical name has the length and the characters that its service takes.',
  source: [...new Set([nameTypePage, ...Object.values(nameForms).map(({ source }) => source)])].join(' '),
  *check(input) {
    for (const { type, properties, at } of sitesOf(input, ...Object.keys(nameForms))) {
      const form = nameForms[type]
      const name = form === undefined ? undefined : textOf(properties[form.property])
      if (form === undefined || name === undefined) continue
      const { property, least = 1, most, pattern, rule } = form
      const path = at(property)
      if (name.length < least || name.length > most) {
        const message = `"${name}" has ${name.length} characters: ${property} takes ${least} to ${most}`
        yield {
          path,
          message,
          fix: name.length < least ? 'write a longer name' : `shorten it by ${name.length - most}`,
        }
      } else if (!pattern.test(name)) {
        yield { path, message: `"${name}" is no ${property}: ${rule}`, fix: 'choose a name of that form' }
      }
    }
  },
}

/** Two resources of one template that would have the same name. */
export const duplicateName: Rule = {
  id: 'template/duplicate-name',
  category: 'correctness',
  severity: 'error',
  summary: 'No two resources of a type have the same physical name.',
  source: nameTypePage,
  *check({ resolved }) {
    const seen = new Map<string, string>()
    for (const { logicalId, type, name, place } of namedResources(resolved)) {
      const key = `${type} ${name}`
      const other = seen.get(key)
      const { condition } = resolved.resources[logicalId] ?? {}
      // Two that exclude each other by conditions nobody can judge yet may share a name.
      if (condition !== undefined && resolved.conditions[condition] !== true) continue
      if (other !== undefined) {
        const message = `${logicalId} has the same name as ${other}: "${name}"`
        yield { path: place.path ?? ['Resources', logicalId], message, fix: 'give one of them another name' }
      }
      seen.set(key, logicalId)
    }
  },
}

/** Queues and topics whose name does not tell their kind, and FIFO ones that are joined with others. */
export const fifoName: Rule = {
  id: 'template/fifo',
  category: 'correctness',
  severity: 'error',
  summary: 'The name of a FIFO queue or topic ends in ".fifo", and only theirs; its dead-letter queue is FIFO too.',
  source:
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  *check(input) {
    for (const { type, properties, at, logicalId } of sitesOf(input, 'AWS::SQS::Queue', 'AWS::SNS::Topic')) {
      const [property, flag] = type === 'AWS::SQS::Queue' ? ['QueueName', 'FifoQueue'] : ['TopicName', 'FifoTopic']
      const name = textOf(properties[property])
      const written = properties[flag]
      const isFifo = written === undefined ? false : textOf(written) === 'true'
      if (written !== undefined && textOf(written) === undefined) continue
      if (name?.endsWith('.fifo') === true && !isFifo) {
        yield {
          path: at(property),
          message: `"${name}" ends in ".fifo", but ${logicalId} is not FIFO`,
          fix: `add "${flag}: true"`,
        }
      } else if (name !== undefined && isFifo && !name.endsWith('.fifo')) {
        yield { path: at(property), message: `"${name}" is FIFO and must end in ".fifo"`, fix: `write "${name}.fifo"` }
      }
      if (type !== 'AWS::SQS::Queue' || properties['RedrivePolicy'] === undefined) continue
      const target = deadLetterOf(input.template.resources[logicalId]?.properties['RedrivePolicy'])
      const other = target === undefined ? undefined : input.resolved.resources[target]
      if (other?.type !== 'AWS::SQS::Queue') continue
      const isOther = textOf(other.properties['FifoQueue'] ?? false)
      if (isOther === undefined || (isOther === 'true') === isFifo) continue
      const message = `${logicalId} is ${isFifo ? '' : 'not '}FIFO, its dead-letter queue ${target} is ${isFifo ? 'not' : ''}`
      yield { path: at('RedrivePolicy'), message: message.trimEnd(), fix: `make both FIFO, or none` }
    }
  },
}

function deadLetterOf(policy: unknown): string | undefined {
  const arn = below(policy as never, 'deadLetterTargetArn') as { readonly 'Fn::GetAtt'?: readonly string[] } | undefined
  return arn?.['Fn::GetAtt']?.[0]
}

/** Names outside the project's convention. */
export const nameConvention: Rule = {
  id: 'template/name-convention',
  category: 'maintainability',
  severity: 'info',
  summary: 'Physical names follow "{project}-{environment}-{type}".',
  source: 'https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html',
  *check({ resolved, setting: { project, environment } }) {
    if (project === undefined || environment === undefined) return
    for (const { logicalId, type, name, place } of namedResources(resolved)) {
      if (followsConvention(name, type, { project, environment })) continue
      const prefix = conventionalName(type, { project, environment })
      yield {
        path: place.path ?? ['Resources', logicalId],
        message: `"${name}" does not begin with "${prefix}-": two environments of one account may meet in it`,
        fix: `write !Sub "${prefix}-…" by parameters of project and environment, or leave the name to CloudFormation`,
      }
    }
  },
}
