/** GetTemplate, GetTemplateSummary, ValidateTemplate. */
import { type Cloud, mustFind } from '../cloud/cloud.ts'
import type { Template } from '../cloud/model.ts'
import { nameProperty } from '../template/names.ts'
import { declaredParameters, writtenResources } from '../template/read.ts'
import { text } from '../wire/input.ts'
import { type Input, invalid, type Output } from '../wire/query.ts'
import { findChangeSet } from './change-sets.ts'
import { neededCapability, templateFrom } from './request.ts'

export function getTemplate(cloud: Cloud, input: Input): Output {
  const name = text(input, 'StackName')
  const changeSet = text(input, 'ChangeSetName')
  const { template } =
    changeSet === undefined ? mustFind(cloud, name ?? '').definition : findChangeSet(cloud, changeSet, name).definition
  return { TemplateBody: template.body, StagesAvailable: ['Original', 'Processed'] }
}

export function getTemplateSummary(cloud: Cloud, input: Input): Output {
  const name = text(input, 'StackName')
  const template = name === undefined ? templateFrom(cloud, input) : mustFind(cloud, name).definition.template
  const resources = writtenResources(template)
  const types = [...new Set(resources.map(({ type }) => type))]
  const identifiers = types.map((type) => ({
    ResourceType: type,
    LogicalResourceIds: resources.filter((one) => one.type === type).map(({ logicalId }) => logicalId),
    ResourceIdentifiers: [nameProperty(type) ?? 'Id'],
  }))
  return {
    ...parametersAndNeeds(template),
    ResourceTypes: types,
    Version: '2010-09-09',
    DeclaredTransforms: template.transforms.length === 0 ? undefined : template.transforms,
    ResourceIdentifierSummaries: identifiers,
  }
}

export function validateTemplate(cloud: Cloud, input: Input): Output {
  if (text(input, 'TemplateBody') === undefined && text(input, 'TemplateURL') === undefined) {
    throw invalid('Either Template URL or Template Body must be specified.')
  }
  const template = templateFrom(cloud, input)
  const { Parameters, ...needs } = parametersAndNeeds(template)
  const parameters = declaredParameters(template).map(({ name, default: fallback, noEcho, description }) => ({
    ParameterKey: name,
    DefaultValue: fallback,
    NoEcho: noEcho,
    Description: description,
  }))
  return { ...needs, Parameters: parameters }
}

function parametersAndNeeds(template: Template): Output {
  const needed = neededCapability(template)
  const description = template.value['Description']
  return {
    Parameters: declaredParameters(template).map(({ name, type, default: fallback, noEcho, description: said }) => ({
      ParameterKey: name,
      DefaultValue: fallback,
      ParameterType: type,
      NoEcho: noEcho,
      Description: said,
    })),
    Description: typeof description === 'string' ? description : undefined,
    Capabilities: needed === undefined ? undefined : [needed],
    CapabilitiesReason:
      needed === undefined ? undefined : 'The following resource(s) require capabilities: [AWS::IAM::Role]',
  }
}
