/** One measured run. */
import type { Dump } from '../proxy/record.ts'
import type { Usage } from './launcher.ts'

/** What was counted, and how many AWS calls the proxy saw meanwhile. */
export interface Sample extends Usage {
  readonly calls: number
  readonly connections: number
  /** By `service.Operation`, for our own bucket followed by what the call was for, such as `locks`. */
  readonly operations: Readonly<Record<string, number>>
}

/** All runs of one case, by program; the runs of a program in the order of the rounds. */
export type Samples = Readonly<Record<string, readonly Sample[]>>

/** What our bucket keeps a thing as, told by its key. */
const keptAs = /\/(audit|blobs|locks|releases|runs|state)\//

/** Calls that change or look at stacks and artifacts: all but those for identity, lock, audit trail and records. */
export function stackCalls({ operations }: Pick<Sample, 'operations'>): number {
  const apart = /^sts\.| (audit|locks|releases|runs|state)$/
  // The list of the audit trail names its prefix in the query, which is not kept.
  const others = Object.entries(operations).filter(([name]) => !apart.test(name) && name !== 's3.ListObjectsV2')
  return others.reduce((sum, [, count]) => sum + count, 0)
}

/** Several processes as one run. Requests that nobody signed go to the launcher or to an application: no AWS call. */
export function sampleOf(usages: readonly Usage[], dump?: Dump): Sample {
  const signed = (dump?.calls ?? []).filter((call) => call.service !== 'unsigned')
  const operations: Record<string, number> = {}
  for (const { service, operation, path } of signed) {
    const kept = keptAs.exec(path)?.[1]
    const name = `${service}.${operation}${kept === undefined ? '' : ` ${kept}`}`
    operations[name] = (operations[name] ?? 0) + 1
  }
  return {
    code: usages.find((usage) => usage.code !== 0)?.code ?? 0,
    wall: usages.reduce((sum, usage) => sum + usage.wall, 0),
    cpu: usages.reduce((sum, usage) => sum + usage.cpu, 0),
    rss: Math.max(...usages.map((usage) => usage.rss)),
    calls: signed.length,
    connections: dump?.connections ?? 0,
    operations,
  }
}
