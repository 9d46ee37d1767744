import { runsForeignMacro } from '../schema/judge.ts'
import { ownerOf } from '../schema/resource-types.ts'
import { isSlip, likeliest } from '../schema/slip.ts'
import type { Rule } from './rule.ts'
import { referencePage } from './sources.ts'

const source = referencePage('aws-template-resource-type-ref')

/** Types that CloudFormation does not have; an error where the name looks like a slip of the pen. */
export const unknownResourceType: Rule = {
  id: 'template/unknown-resource-type',
  category: 'correctness',
  severity: 'error',
  summary:
    'A resource has a type that AWS publishes; one that resembles none may be newer than the schemas: a warning.',
  source,
  *check(input) {
    if (runsForeignMacro(input)) return
    const { template, schemas } = input
    for (const { logicalId, type } of Object.values(template.resources)) {
      const owner = ownerOf(type)
      const isNamed = /^[A-Za-z0-9]+(::[A-Za-z0-9]+){2,3}$/.test(type)
      if (isNamed && owner !== 'aws' && owner !== 'serverless') continue
      if (isNamed ? schemas.schemaOf(type) !== undefined : owner === 'custom') continue
      const near = likeliest(type, schemas.types())
      const isCertain = !isNamed || (near !== undefined && isSlip(type, near))
      yield {
        path: ['Resources', logicalId, 'Type'],
        message: isNamed
          ? `${logicalId}: no resource type "${type}" is published (schemas of ${schemas.date})`
          : `${logicalId}: "${type}" is no name of a resource type`,
        fix: near === undefined ? 'write a type of the form AWS::Service::Thing' : `write "${near}"`,
        ...(isCertain ? {} : { severity: 'warning' }),
      }
    }
  },
}

/** Types that the region does not have. */
export const unavailableResourceType: Rule = {
  id: 'template/unavailable-resource-type',
  category: 'correctness',
  // Regions get types every week: AWS may know more by now.
  severity: 'warning',
  summary: 'A resource has a type that the region of the deployment offers.',
  source: `${source} https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html`,
  *check({ template, resolved, schemas, setting: { region } }) {
    if (region === undefined) return
    for (const { logicalId, type } of Object.values(resolved.resources)) {
      if (schemas.isAvailable(type, region) !== false || template.resources[logicalId] === undefined) continue
      yield {
        path: ['Resources', logicalId, 'Type'],
        message: `${logicalId}: ${region} does not offer ${type} (schemas of ${schemas.date})`,
        fix: 'deploy to a region that offers it, or leave the resource out there by a condition',
      }
    }
  },
}

/** Types of services that AWS gives up. */
export const retiredResourceType: Rule = {
  id: 'template/retired-resource-type',
  category: 'correctness',
  severity: 'warning',
  summary: 'A resource does not belong to a service that AWS gives up.',
  source: 'https://aws.amazon.com/products/lifecycle/',
  *check({ template, schemas }) {
    for (const { logicalId, type } of Object.values(template.resources)) {
      const lifecycle = schemas.schemaOf(type)?.lifecycle
      if (lifecycle === undefined) continue
      const { status, date } = lifecycle
      yield {
        path: ['Resources', logicalId, 'Type'],
        message: `${logicalId}: the service behind ${type} ${stages[status] ?? `is in ${status}`}${date === undefined ? '' : ` (${date})`}`,
        fix: 'move to the service that takes its place',
        ...(status === 'maintenance' ? { severity: 'info' } : {}),
      }
    }
  },
}

const stages: Readonly<Record<string, string>> = {
  maintenance: 'takes no new customers',
  sunset: 'is being closed',
  shutdown: 'is closed',
}
