import type { ResolvedTemplate } from './resolve.ts'
import { functionTypes } from './serverless.ts'
import type { Template } from './template.ts'
import { intrinsicOf, type TemplateValue } from './value.ts'

/** An alias whose version the tool moves: the stack only holds it. */
export interface ManagedAlias {
  readonly logicalId: string
  /** Logical id of the function. */
  readonly functionId: string
  /** The parameter that `FunctionVersion` refers to. */
  readonly parameter: string
  /** The alias's own name, such as `live`. */
  readonly name: string
}

/**
 * The managed aliases of a template: `AWS::Lambda::Alias` whose `FunctionVersion` is a `Ref` to a parameter with the
 * default `$LATEST`, on a function of the same template. With a resolved template those ruled out by a condition are
 * missing. Rule 1 of the page on traffic in `docs/decisions`.
 */
export function managedAliases(template: Template, resolved?: ResolvedTemplate): readonly ManagedAlias[] {
  return Object.values(template.resources).flatMap((resource): ManagedAlias[] => {
    if (resource.type !== 'AWS::Lambda::Alias') return []
    if (resolved !== undefined && resolved.resources[resource.logicalId] === undefined) return []
    const { FunctionVersion: version, FunctionName: target, Name: written } = resource.properties
    const parameter = targetOf(version)
    const functionId = targetOf(target)
    const name = resolved?.resources[resource.logicalId]?.properties['Name'] ?? written
    if (parameter === undefined || template.parameters[parameter]?.default !== '$LATEST') return []
    if (functionId === undefined || !functionTypes.has(template.resources[functionId]?.type ?? '')) return []
    return typeof name === 'string' ? [{ logicalId: resource.logicalId, functionId, parameter, name }] : []
  })
}

/** The logical id or parameter behind `!Ref X`, `!GetAtt X.Arn` or `!Sub "${X}"`. */
function targetOf(value: TemplateValue | undefined): string | undefined {
  const [name, argument] = intrinsicOf(value) ?? []
  if (name === 'Ref' && typeof argument === 'string') return argument
  if (name === 'Fn::GetAtt' && Array.isArray(argument) && argument[1] === 'Arn') return String(argument[0])
  if (name === 'Fn::Sub' && typeof argument === 'string') return /^\$\{([A-Za-z0-9]+)(\.Arn)?\}$/.exec(argument)?.[1]
  return undefined
}
