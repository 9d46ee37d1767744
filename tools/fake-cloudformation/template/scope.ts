/** A stack's values, seen from its own template. */
import { type Cloud, findStack } from '../cloud/cloud.ts'
import type { Definition, Output, Resource, Stack } from '../cloud/model.ts'
import { evaluate, evaluateMap, holds, type Scope } from './evaluate.ts'
import { attributeOf } from './names.ts'
import { declaredParameters, type Written, writtenResources } from './read.ts'
import { isMap, mapAt } from './values.ts'

/** What a definition's values see, with the resources as they are. */
export function scopeOf(
  cloud: Cloud,
  stack: Pick<Stack, 'id' | 'name' | 'notifications'>,
  definition: Definition,
  resources: ReadonlyMap<string, Resource>,
): Scope {
  const { account, region } = cloud
  const { template, parameters } = definition
  const declared = declaredParameters(template)
  const isList = /^(CommaDelimitedList|List<.*|AWS::SSM::Parameter::Value<(List<.*|CommaDelimitedList)>)$/
  return {
    template: template.value,
    parameters,
    lists: new Set(declared.filter(({ type }) => isList.test(type)).map(({ name }) => name)),
    pseudo: {
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackId': stack.id,
      'AWS::StackName': stack.name,
      'AWS::NotificationARNs': stack.notifications.join(','),
    },
    ref: (id) => resources.get(id)?.physicalId || undefined,
    attribute: (id, name) => {
      const found = resources.get(id)
      if (found === undefined || found.physicalId === '') return undefined
      if (found.type === 'AWS::CloudFormation::Stack' && name.startsWith('Outputs.')) {
        const child = findStack(cloud, found.physicalId)
        return child?.outputs.find(({ key }) => key === name.slice('Outputs.'.length))?.value
      }
      return attributeOf(found.type, found.physicalId, name, { account, region })
    },
    import: (name) => exportsOf(cloud).get(name)?.value,
  }
}

/** The resources whose conditions hold, as the definition wants them. */
export function wantedResources(definition: Definition, scope: Scope): readonly Written[] {
  const wanted = writtenResources(definition.template).filter(({ condition }) => holds(condition, scope))
  const ids = new Set(wanted.map(({ logicalId }) => logicalId))
  return wanted.map((one) => ({ ...one, dependsOn: one.dependsOn.filter((id) => ids.has(id)) }))
}

/** The properties of a resource as far as they are known. */
export function propertiesOf(written: Pick<Written, 'properties'>, scope: Scope): Resource['properties'] {
  return evaluateMap(written.properties, scope)
}

/** The outputs of a definition, with what has been made. */
export function outputsOf(definition: Definition, scope: Scope): readonly Output[] {
  return Object.entries(mapAt(definition.template.value, 'Outputs')).flatMap(([key, written]) => {
    if (!isMap(written)) return []
    const { Value = null, Description, Condition, Export } = written
    if (!holds(typeof Condition === 'string' ? Condition : undefined, scope)) return []
    const value = evaluate(Value, scope)
    const exported = isMap(Export) ? evaluate(Export['Name'] ?? null, scope) : undefined
    return [
      {
        key,
        value: typeof value === 'object' ? JSON.stringify(value) : String(value),
        ...(Description === undefined ? {} : { description: String(Description) }),
        ...(exported === undefined ? {} : { exportName: String(exported) }),
      },
    ]
  })
}

/** All exports, by name, with the stack that has each. */
export function exportsOf(cloud: Cloud): ReadonlyMap<string, { readonly stack: Stack; readonly value: string }> {
  return new Map(
    cloud.stacks
      .filter(({ status }) => status !== 'DELETE_COMPLETE')
      .flatMap((stack) =>
        stack.outputs.flatMap(({ exportName, value }) =>
          exportName === undefined ? [] : [[exportName, { stack, value }] as const],
        ),
      ),
  )
}

/** The names of the stacks that import an export. */
export function importersOf(cloud: Cloud, name: string): readonly string[] {
  return cloud.stacks
    .filter((stack) => !['DELETE_COMPLETE', 'REVIEW_IN_PROGRESS'].includes(stack.status))
    .filter((stack) => {
      const imported: string[] = []
      const scope = scopeOf(cloud, stack, stack.definition, stack.resources)
      const noted = { ...scope, import: (wanted: string) => String(imported.push(wanted)) }
      evaluate(mapAt(stack.definition.template.value, 'Resources'), noted)
      evaluate(mapAt(stack.definition.template.value, 'Outputs'), noted)
      return imported.includes(name)
    })
    .map((stack) => stack.name)
}
