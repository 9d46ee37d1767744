/**
 * What a resource does, told by the template's own `Metadata: FakeCloudFormation: …`, or from outside for `stack/logicalId`.
 * Without either it succeeds after one tick.
 */
import type { Cloud } from './cloud/cloud.ts'
import type { Hook, Validation } from './cloud/events.ts'
import type { JsonMap, Stack } from './cloud/model.ts'

/** What happens in one phase of an operation. */
export interface Act {
  /** Ticks until it ends; `Infinity` (in JSON: `"forever"`): never. */
  readonly ticks?: number | 'forever'
  /** It fails with this reason. */
  readonly fail?: string
  /** How often it does what it says, then it succeeds; default: always. */
  readonly times?: number
  /** DetailedStatus of its last event but one, such as CONFIGURATION_COMPLETE. */
  readonly detailed?: string
}

/** A resource's script; each phase may fail by itself. */
export interface Script {
  readonly create?: Act
  readonly update?: Act
  /** When it is deleted with its stack or with a creation that is rolled back. */
  readonly delete?: Act
  /** When an update is rolled back and its former state is brought back. */
  readonly rollback?: Act
  /** When, after an update, it is deleted as it was replaced or has left the template. */
  readonly cleanup?: Act
  readonly import?: Act
  /** How a change of any of its properties is made; default: by the property. */
  readonly replace?: boolean | 'conditional'
  /** A hook that looks at it before it is made or changed. */
  readonly hook?: Partial<Hook> & { readonly type: string }
  /** The name of an existing resource that it takes over instead of being made. */
  readonly adopt?: string
  /** A validation that fails before a change set is made. */
  readonly validation?: Partial<Validation> & { readonly name: string }
}

export type Phase = 'create' | 'update' | 'delete' | 'rollback' | 'cleanup' | 'import'

/** The script of a resource, what is told from outside first. */
export function scriptOf(cloud: Cloud, stack: Stack, logicalId: string, attributes: JsonMap | undefined): Script {
  const metadata = mapOf(mapOf(attributes?.['Metadata'])['FakeCloudFormation'])
  const told = cloud.scripts.get(`${stack.name}/${logicalId}`) ?? cloud.scripts.get(`*/${logicalId}`)
  return { ...(metadata as Script), ...told }
}

/** How one phase of a resource goes, with its count kept. */
export function actOf(
  cloud: Cloud,
  stack: Stack,
  subject: { readonly logicalId: string; readonly attributes: JsonMap },
  phase: Phase,
): { readonly ticks: number; readonly fail?: string; readonly detailed?: string } {
  const act = scriptOf(cloud, stack, subject.logicalId, subject.attributes)[phase]
  const plain = { ticks: cloud.behaviour.ticks }
  if (act === undefined) return plain
  const key = `${stack.name}/${subject.logicalId}/${phase}`
  const count = (cloud.happened.get(key) ?? 0) + 1
  cloud.happened.set(key, count)
  const ticks = act.ticks === 'forever' ? Number.POSITIVE_INFINITY : Number(act.ticks ?? plain.ticks)
  const detailed = act.detailed === undefined ? {} : { detailed: act.detailed }
  if (act.times !== undefined && count > Number(act.times)) return plain
  return { ticks, ...detailed, ...(act.fail === undefined ? {} : { fail: String(act.fail) }) }
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
