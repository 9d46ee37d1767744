import type { Place } from '@project-utils/contract'
import type { TemplateMap, TemplatePath, TemplateValue } from './value.ts'

/** One resource as the template writes it. */
export interface Resource {
  readonly logicalId: string
  readonly type: string
  readonly properties: TemplateMap
  /** Logical ids; empty where none. */
  readonly dependsOn: readonly string[]
  readonly condition?: string
  readonly deletionPolicy?: string
  readonly updateReplacePolicy?: string
}

/** One parameter; `default` as text, as CloudFormation takes it. */
export interface Parameter {
  readonly name: string
  readonly type: string
  readonly default?: string
  readonly noEcho: boolean
}

/** One output. */
export interface Output {
  readonly name: string
  readonly value: TemplateValue
  readonly condition?: string
  readonly exportName?: TemplateValue
}

/** A CloudFormation template, parsed; nothing in it is resolved yet. */
export interface Template {
  readonly file: string
  /** The whole, in long form; comments and short forms are gone. */
  readonly value: TemplateMap
  readonly resources: Readonly<Record<string, Resource>>
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly outputs: Readonly<Record<string, Output>>
  readonly conditions: TemplateMap
  readonly mappings: TemplateMap
  /** Names of the macros that the template runs through, such as `AWS::Serverless-2016-10-31`. */
  readonly transforms: readonly string[]
  /** Where a value stands; the nearest value above it where the path ends early. */
  place(path: TemplatePath): Place
}
