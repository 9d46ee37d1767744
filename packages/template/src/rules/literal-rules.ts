import type { TemplatePath, TemplateValue } from '../value.ts'
import { isMap } from '../value.ts'
import type { Rule } from './rule.ts'
import { sitesOf } from './site.ts'
import { guidePage } from './sources.ts'

/** ARNs that are right in one partition, region or account only. */
export const foreignArn: Rule = {
  id: 'template/foreign-arn',
  category: 'correctness',
  severity: 'warning',
  summary: 'A written ARN lies in the partition, region and account it is deployed to, or says so on purpose.',
  source: guidePage('pseudo-parameter-reference'),
  *check(input) {
    const { region, account } = input.setting
    if (region === undefined) return
    const partition = partitionOf(region)
    for (const { logicalId, at } of sitesOf(input)) {
      const written = input.template.resources[logicalId]?.properties ?? {}
      for (const [arn, path] of arnsIn(written, [])) {
        // What is put in may hold colons, as names of pseudo parameters do.
        const parts = arn.replaceAll(/\$\{[^}]*\}/g, '').split(':')
        const [, itsPartition = '', service = '', itsRegion = '', itsAccount = ''] = parts
        if (/^aws[a-z-]*$/.test(itsPartition) && itsPartition !== partition) {
          const message = `"${arn}" lies in partition ${itsPartition}, the stack in ${partition}`
          yield { path: at(...path), message, fix: 'write ${AWS::Partition} in its place (!Sub)', severity: 'error' }
        } else if (/^[a-z]{2}(-[a-z]+)+-\d$/.test(itsRegion) && itsRegion !== region && !isElsewhere(service)) {
          const message = `"${arn}" lies in ${itsRegion}, the stack in ${region}`
          yield { path: at(...path), message, fix: 'write ${AWS::Region} in its place (!Sub), if that is not meant' }
        } else if (/^\d{12}$/.test(itsAccount) && account !== undefined && itsAccount !== account) {
          const message = `"${arn}" belongs to account ${itsAccount}, the stack to ${account}`
          const fix = 'write ${AWS::AccountId} in its place (!Sub), if that is not meant'
          yield { path: at(...path), message, fix, severity: 'info' }
        }
      }
    }
  },
}

/** Services whose resources lie in one region for all, such as certificates for CloudFront. */
function isElsewhere(service: string): boolean {
  return ['acm', 'cloudfront', 'wafv2', 'iam', 'route53'].includes(service)
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  return /^(us-iso|eu-isoe|us-isob|us-isof)/.test(region) ? `aws-${region.split('-').slice(1, 2).join('')}` : 'aws'
}

function* arnsIn(value: TemplateValue, path: TemplatePath): Generator<readonly [arn: string, path: TemplatePath]> {
  if (typeof value === 'string') {
    if (value.startsWith('arn:')) yield [value, path]
  } else if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly TemplateValue[]).entries()) yield* arnsIn(item, [...path, index])
  } else if (isMap(value)) {
    for (const [key, item] of Object.entries(value)) yield* arnsIn(item, [...path, key])
  }
}
