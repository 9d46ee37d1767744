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
  /** Where it is written as a plain word; a function stands in `attributes`. */
  readonly deletionPolicy?: string
  readonly updateReplacePolicy?: string
  /** All that is written of it: `Type`, `Properties`, `Metadata`, `CreationPolicy`, `UpdatePolicy` and whatever else. */
  readonly attributes: TemplateMap
}

/** One parameter with its constraints; `default` as text, as CloudFormation takes it. */
export interface Parameter {
  readonly name: string
  readonly type: string
  readonly default?: string
  readonly noEcho: boolean
  readonly description?: string
  readonly allowedValues?: readonly string[]
  /** A regular expression that the whole value must match. */
  readonly allowedPattern?: string
  readonly constraintDescription?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minValue?: number
  readonly maxValue?: number
}

/** One output. */
export interface Output {
  readonly name: string
  readonly value: TemplateValue
  readonly condition?: string
  readonly exportName?: TemplateValue
}

/** One assertion of a rule, with its index in the list. */
export interface RuleAssertion {
  readonly index: number
  readonly assert: TemplateValue
  readonly description?: string
}

/** One rule of the section `Rules`: what must hold of the parameters before anything is created. */
export interface ParameterRule {
  readonly name: string
  /** Decides whether the assertions count; they always do where it is absent. */
  readonly condition?: TemplateValue
  readonly assertions: readonly RuleAssertion[]
}

/** A CloudFormation template, parsed; nothing in it is resolved yet. */
export interface Template {
  readonly file: string
  /** The whole, in long form; comments and short forms are gone. */
  readonly value: TemplateMap
  /** Those of loops (`Fn::ForEach`) and includes are missing: they are there once the template is resolved. */
  readonly resources: Readonly<Record<string, Resource>>
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly outputs: Readonly<Record<string, Output>>
  readonly conditions: TemplateMap
  readonly mappings: TemplateMap
  readonly rules: Readonly<Record<string, ParameterRule>>
  readonly hooks: TemplateMap
  readonly metadata: TemplateMap
  /** Names of the macros that the template runs through, such as `AWS::Serverless-2016-10-31`. */
  readonly transforms: readonly string[]
  /** Whether a loop, an include or a macro call is written somewhere in it. */
  readonly isDynamic: boolean
  /** Where a value stands; the nearest value above it where the path ends early. */
  place(path: TemplatePath): Place
}
