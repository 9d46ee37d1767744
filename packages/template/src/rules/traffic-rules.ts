import { managedAliases } from '../managed-aliases.ts'
import { functionTypes } from '../serverless.ts'
import { intrinsicOf } from '../value.ts'
import type { Rule } from './rule.ts'
import { sitesOf, targetOf, textOf } from './site.ts'
import { visitMaps } from './visit.ts'

const aliasPage = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html'

/** Aliases whose version the template moves, so that no check stands before traffic. */
export const unmanagedAlias: Rule = {
  id: 'template/unmanaged-alias',
  category: 'reliability',
  severity: 'info',
  summary:
    'The version of an alias is a parameter with the default $LATEST, so that a release moves traffic only after its checks.',
  source: aliasPage,
  *check(input) {
    const managed = new Set(managedAliases(input.template, input.resolved).map(({ logicalId }) => logicalId))
    for (const { logicalId, properties, at } of sitesOf(input, 'AWS::Lambda::Alias')) {
      if (managed.has(logicalId)) continue
      const name = textOf(properties['Name']) ?? logicalId
      yield {
        path: at('FunctionVersion'),
        message: `alias ${name} moves with the stack: new code gets traffic before any check`,
        fix: 'add a parameter (Type: String, Default: $LATEST) and write "FunctionVersion: !Ref" of it',
      }
    }
    for (const { logicalId, properties, at } of sitesOf(input, 'AWS::Serverless::Function')) {
      if (properties['AutoPublishAlias'] === undefined) continue
      yield {
        path: at('AutoPublishAlias'),
        message: `the alias of ${logicalId} moves with the stack: new code gets traffic before any check`,
        fix: 'replace it by an AWS::Lambda::Alias fed by a parameter with the default $LATEST',
      }
    }
  },
}

/** Functions behind an API without an alias. */
export const unaliasedFunction: Rule = {
  id: 'template/unaliased-function',
  category: 'reliability',
  severity: 'info',
  summary:
    'A function behind an API is reached through an alias, so that a release can be checked before traffic and taken back in seconds.',
  source: aliasPage,
  *check(input) {
    const aliased = new Set<string | undefined>()
    for (const { logicalId } of sitesOf(input, 'AWS::Lambda::Alias')) {
      aliased.add(targetOf(input.template.resources[logicalId]?.properties['FunctionName']))
    }
    const reported = new Set<string>()
    for (const { logicalId, type } of sitesOf(input, ...apiTypes)) {
      const properties = input.template.resources[logicalId]?.properties ?? {}
      const found: string[] = []
      visitMaps(properties, [], (map) => {
        const [name, argument] = intrinsicOf(map) ?? []
        if (name === 'Fn::GetAtt' && Array.isArray(argument) && argument[1] === 'Arn') found.push(String(argument[0]))
        if (name === 'Fn::Sub') {
          const text = Array.isArray(argument) ? argument[0] : argument
          for (const [, id = ''] of String(text).matchAll(/\$\{(\w+)\.Arn\}\/invocations/g)) found.push(id)
        }
        return undefined
      })
      for (const id of found) {
        if (!functionTypes.has(input.template.resources[id]?.type ?? '') || aliased.has(id) || reported.has(id))
          continue
        reported.add(id)
        yield {
          path: ['Resources', id],
          message: `${id} is reached by ${logicalId} (${type}) without an alias: new code serves before it is checked`,
          fix: 'add an AWS::Lambda::Alias fed by a parameter with the default $LATEST, and point the API at it',
        }
      }
    }
  },
}

const apiTypes: readonly string[] = ['AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Integration']
