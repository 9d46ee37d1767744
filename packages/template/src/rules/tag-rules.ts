import type { Rule } from './rule.ts'
import { sitesOf } from './site.ts'

/**
 * Types that hold what costs and can be tagged, but get no tags from their stack: CloudFormation does not hand stack tags
 * on to them. Source: CloudFormation template reference, "Resource tags" and the pages of these types.
 */
const unreached: readonly string[] = [
  'AWS::AutoScaling::AutoScalingGroup',
  'AWS::EC2::LaunchTemplate',
  'AWS::ECS::Service',
  'AWS::EC2::SpotFleet',
]

/** The property that says whether what a resource makes gets its tags. */
const handsOn: Readonly<Record<string, string>> = {
  'AWS::AutoScaling::AutoScalingGroup': 'Tags',
  'AWS::EC2::LaunchTemplate': 'LaunchTemplateData',
  'AWS::EC2::SpotFleet': 'SpotFleetRequestConfigData',
  'AWS::ECS::Service': 'PropagateTags',
}

/** Resources that the tags of the stack do not reach. */
export const untagged: Rule = {
  id: 'template/untagged',
  category: 'cost',
  severity: 'info',
  summary: 'What a resource makes carries the tags of its project, so that its cost can be told.',
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html',
  *check(input) {
    for (const { type, logicalId, properties } of sitesOf(input, ...unreached)) {
      const property = handsOn[type] ?? 'Tags'
      const value = properties[property]
      const text = JSON.stringify(value ?? null)
      const isReached =
        property === 'LaunchTemplateData' || property.startsWith('Spot')
          ? text.includes('TagSpecifications')
          : value !== undefined
      if (isReached) continue
      const fix =
        property === 'PropagateTags'
          ? 'add "PropagateTags: SERVICE"'
          : property === 'Tags'
            ? 'add "Tags" with "PropagateAtLaunch: true"'
            : 'add "TagSpecifications"'
      const message = `what ${logicalId} (${type}) makes has no tags: those of the stack do not reach it`
      yield { path: ['Resources', logicalId], message, fix }
    }
    const { stackTags, project } = input.setting
    if (project === undefined || stackTags === undefined || stackTags.length > 0) return
    const message = 'the stack has no tags: nobody can tell whose its costs are'
    yield { path: [], message, fix: 'add "defaults: { tags: { team: … } }" to the project' }
  },
}
