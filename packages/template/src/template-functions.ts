import type { Place } from '@project-utils/contract'
import type { ResolvedTemplate } from './resolve.ts'
import type { ResolvedValue } from './unknown.ts'

/** A Lambda function as the template configures it; a field is absent where the template sets none or it cannot be known. */
export interface TemplateFunction {
  readonly runtime?: string
  readonly handler?: string
  readonly architecture?: string
  /** Megabytes. */
  readonly memory?: number
  /** Seconds. */
  readonly timeout?: number
  /** The physical name, where the template fixes it. */
  readonly name?: string
  readonly place: Place
}

/** The functions of a template (`AWS::Lambda::Function`), by logical id. */
export function templateFunctions(resolved: ResolvedTemplate): Readonly<Record<string, TemplateFunction>> {
  const functions = Object.values(resolved.resources).filter(({ type }) => type === 'AWS::Lambda::Function')
  return Object.fromEntries(
    functions.map(({ logicalId, properties }): [string, TemplateFunction] => {
      const architectures = properties['Architectures']
      return [
        logicalId,
        {
          ...text('runtime', properties['Runtime']),
          ...text('handler', properties['Handler']),
          ...text('architecture', Array.isArray(architectures) ? architectures[0] : undefined),
          ...number('memory', properties['MemorySize']),
          ...number('timeout', properties['Timeout']),
          ...text('name', properties['FunctionName']),
          place: resolved.template.place(['Resources', logicalId]),
        },
      ]
    }),
  )
}

function text<K extends string>(key: K, value: ResolvedValue | undefined): { readonly [key in K]?: string } {
  return typeof value === 'string' ? ({ [key]: value } as { readonly [key in K]?: string }) : {}
}

function number<K extends string>(key: K, value: ResolvedValue | undefined): { readonly [key in K]?: number } {
  const parsed = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN
  return Number.isFinite(parsed) ? ({ [key]: parsed } as { readonly [key in K]?: number }) : {}
}
