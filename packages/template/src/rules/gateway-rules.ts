import { dependenciesOf } from './dependencies.ts'
import type { Rule } from './rule.ts'
import { sitesOf, targetOf } from './site.ts'

/** Deployments of REST APIs that may come before their methods. */
export const emptyDeployment: Rule = {
  id: 'template/early-deployment',
  category: 'correctness',
  severity: 'warning',
  summary: 'A deployment of a REST API depends on its methods: without one API Gateway refuses it.',
  source:
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html',
  *check(input) {
    const needs = Map.groupBy(dependenciesOf(input), ({ from }) => from)
    for (const { logicalId } of sitesOf(input, 'AWS::ApiGateway::Deployment')) {
      const api = targetOf(input.template.resources[logicalId]?.properties['RestApiId'])
      const body = api === undefined ? undefined : input.template.resources[api]
      if (api === undefined || body?.type !== 'AWS::ApiGateway::RestApi') continue
      if (body.properties['Body'] !== undefined || body.properties['BodyS3Location'] !== undefined) continue
      const methods = [...sitesOf(input, 'AWS::ApiGateway::Method')].filter(
        (method) => targetOf(input.template.resources[method.logicalId]?.properties['RestApiId']) === api,
      )
      const reaches = reachable(logicalId, needs)
      if (methods.length > 0 && methods.some((method) => reaches.has(method.logicalId))) continue
      const path = ['Resources', logicalId]
      const [first] = methods
      const message =
        first === undefined
          ? `${logicalId} deploys ${api}, which has no methods`
          : `${logicalId} may be made before the methods of ${api}`
      yield { path, message, fix: first === undefined ? 'add a method' : `add "DependsOn: ${first.logicalId}"` }
    }
  },
}

function reachable(start: string, edges: ReadonlyMap<string, readonly { readonly to: string }[]>): ReadonlySet<string> {
  const seen = new Set([start])
  for (const id of seen) for (const { to } of edges.get(id) ?? []) seen.add(to)
  return seen
}
