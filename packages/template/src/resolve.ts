import { expandTemplate } from './expand/expand-template.ts'
import type { ReadFile } from './expand/include.ts'
import type { Resolved, Resolver } from './functions/function.ts'
import { makeResolver } from './make-resolver.ts'
import { type Note, transformNotes } from './notes.ts'
import type { Pseudo } from './scope.ts'
import { noValue } from './scope.ts'
import { withGlobals } from './serverless.ts'
import type { Resource, Template } from './template.ts'
import { isKnownMap, isUnknown, type ResolvedMap, type ResolvedValue, type Unknown, unknown } from './unknown.ts'
import { record, type TemplateValue } from './value.ts'

/** A resource whose condition does not rule it out, with its properties (and what `Globals` adds) resolved as far as can be known. */
export interface ResolvedResource extends Omit<Resource, 'properties' | 'deletionPolicy' | 'updateReplacePolicy'> {
  readonly properties: ResolvedMap
  /** Also where a function gives it (language extensions). */
  readonly deletionPolicy?: string | Unknown
  readonly updateReplacePolicy?: string | Unknown
}

/** A template under given parameters. */
export interface ResolvedTemplate {
  /** With loops expanded and includes put in as far as can be known; places are those of the loop or the included file. */
  readonly template: Template
  /** Without those whose condition is false; those whose condition is unknown are in it. */
  readonly resources: Readonly<Record<string, ResolvedResource>>
  readonly conditions: Readonly<Record<string, boolean | Unknown>>
  /** Without those whose condition is false. */
  readonly outputs: Readonly<Record<string, ResolvedValue>>
  /** The names that outputs are exported under, by output. */
  readonly exports: Readonly<Record<string, ResolvedValue>>
  /** What could not be seen before transforms run, and what they are known to bring. */
  readonly notes: readonly Note[]
  /** Any other value of the template under the same parameters; `AWS::NoValue` is null. */
  resolve(value: TemplateValue): ResolvedValue
}

/** What a template is resolved under. Parameters that are not given take their defaults. */
export interface ResolveOptions {
  readonly parameters: Readonly<Record<string, string>>
  readonly pseudo: Pseudo
  /** Reads what `AWS::Include` names; without it includes stay unknown. */
  readonly readFile?: ReadFile
  /** What other stacks export, by name; the rest stays unknown. */
  readonly imports?: Readonly<Record<string, ResolvedValue>>
}

/**
 * Resolves a template as far as can be known from parameters and pseudo parameters. Everything else is marked as unknown
 * with its reason; nothing is guessed, nothing is refused.
 */
export function resolveTemplate(written: Template, options: ResolveOptions): ResolvedTemplate {
  const notes: Note[] = []
  const template = written.isDynamic
    ? expandTemplate(written, makeResolver(written, options), notes, options.readFile)
    : written
  const resolver = makeResolver(template, options)
  const holds = (condition: string | undefined): boolean =>
    condition === undefined || resolver.condition(condition) !== false
  const outputs = Object.values(template.outputs).filter(({ condition }) => holds(condition))
  const exported = outputs.flatMap(({ name, exportName }): [string, TemplateValue][] =>
    exportName === undefined ? [] : [[name, exportName]],
  )
  const resolve = (value: TemplateValue): ResolvedValue => present(resolver.value(value))
  return {
    template,
    resources: record(
      Object.values(template.resources)
        .filter(({ condition }) => holds(condition))
        .map((resource) => [resource.logicalId, resolvedResource(resource, resolver)]),
    ),
    conditions: record(Object.keys(template.conditions).map((name) => [name, resolver.condition(name)])),
    outputs: record(outputs.map(({ name, value }) => [name, resolve(value)])),
    exports: record(exported.map(([name, value]) => [name, resolve(value)])),
    notes: [...transformNotes(template), ...notes],
    resolve,
  }
}

function resolvedResource(resource: Resource, resolver: Resolver): ResolvedResource {
  const { deletionPolicy: _deletion, updateReplacePolicy: _replace, ...rest } = resource
  const properties = resolver.value(withGlobals(resource, resolver.template.value))
  return {
    ...rest,
    properties: properties !== noValue && isKnownMap(properties) ? properties : {},
    ...policy('deletionPolicy', resource.attributes['DeletionPolicy'], resolver),
    ...policy('updateReplacePolicy', resource.attributes['UpdateReplacePolicy'], resolver),
  }
}

function policy<K extends string>(
  key: K,
  written: TemplateValue | undefined,
  resolver: Resolver,
): { readonly [key in K]?: string | Unknown } {
  if (written === undefined) return {}
  const value = resolver.value(written)
  if (value === noValue) return {}
  const known = typeof value === 'string' || isUnknown(value) ? value : unknown(`what ${key} gives`)
  return { [key]: known } as { readonly [key in K]?: string | Unknown }
}

function present(value: Resolved): ResolvedValue {
  return value === noValue ? null : value
}
