import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { isCode } from '@project-utils/aws'
import type { Refusal } from '@project-utils/contract'
import { isUnknown, type ResolvedTemplate, type ResolveOptions, resolveTemplate } from '@project-utils/template'

/** An export that goes or changes while other stacks import it. */
export interface HeldExport {
  readonly name: string
  readonly change: 'removed' | 'changed'
  /** Names of the stacks that import it. */
  readonly importers: readonly string[]
}

/** What export names are resolved under. */
export interface ExportGrounds extends ResolveOptions {
  /** What the stack exports now, by name. */
  readonly exports: Readonly<Record<string, string>>
  /** Parameters that keep a value which is not known here. */
  readonly keep: readonly string[]
  /** Logical ids of what is replaced: whatever refers to it gets another value. */
  readonly replaced: readonly string[]
}

/**
 * Finds exports of a stack that the desired template no longer has, or has with another value, and the stacks that import
 * them: CloudFormation refuses both, but only while it executes. Asks only where one goes or changes.
 */
export async function heldExports(
  client: CloudFormationClient,
  resolved: ResolvedTemplate,
  grounds: ExportGrounds,
): Promise<readonly HeldExport[]> {
  const asked = await Promise.all(
    changedExports(resolved, grounds).map(async (one) => ({ ...one, importers: await importersOf(client, one.name) })),
  )
  return asked.filter(({ importers }) => importers.length > 0)
}

/** Exports that go, or whose value is known to change. Pure. */
function changedExports(
  { template, outputs }: ResolvedTemplate,
  { exports, keep, replaced, ...options }: ExportGrounds,
): readonly Omit<HeldExport, 'importers'>[] {
  if (Object.keys(exports).length === 0) return []
  const written = Object.values(template.outputs).flatMap(({ name, exportName }) =>
    exportName === undefined || outputs[name] === undefined ? [] : [[name, { name, value: exportName }] as const],
  )
  const names = resolveTemplate({ ...template, outputs: Object.fromEntries(written) }, options).outputs
  // A name that is not known could be any of them.
  const isOpen = Object.values(names).some(isUnknown)
  return Object.entries(exports).flatMap(([name, value]): readonly Omit<HeldExport, 'importers'>[] => {
    const output = Object.keys(names).find((one) => names[one] === name)
    if (output === undefined) return isOpen ? [] : [{ name, change: 'removed' }]
    const next = outputs[output]
    const refersTo = (id: string): boolean => refers(JSON.stringify(template.outputs[output]?.value), id)
    if (replaced.some(refersTo)) return [{ name, change: 'changed' }]
    if (keep.some(refersTo)) return []
    const isKnown = typeof next === 'string' || typeof next === 'number' || typeof next === 'boolean'
    return isKnown && String(next) !== value ? [{ name, change: 'changed' }] : []
  })
}

/** Whether a written value names a resource or parameter: by `Ref`, `Fn::GetAtt` or in `Fn::Sub`. */
function refers(written: string, id: string): boolean {
  return new RegExp(`["{]${id}["}.]`).test(written)
}

/** Refusals for exports that others import. Pure. */
export function exportRefusals(stack: string, held: readonly HeldExport[]): readonly Refusal[] {
  return held.map(({ name, change, importers }) => ({
    code: 'CFN_EXPORT_IN_USE',
    message: `stack ${stack}: export ${name} would be ${change}, but ${importers.join(', ')} ${importers.length === 1 ? 'imports' : 'import'} it`,
    hint:
      change === 'removed'
        ? `keep the output until nobody imports it: change ${importers.join(', ')} first`
        : `export the new value under another name, change ${importers.join(', ')} to it, then remove ${name}`,
    previewable: true,
  }))
}

/** Names of the stacks that import an export, all pages; none where that may not be looked up. */
export async function importersOf(client: CloudFormationClient, name: string): Promise<readonly string[]> {
  const { ListImportsCommand } = await import('../sdk.ts')
  const importers: string[] = []
  let next: string | undefined
  try {
    do {
      const page = await client.send(new ListImportsCommand({ ExportName: name, NextToken: next }))
      importers.push(...(page.Imports ?? []))
      next = page.NextToken
    } while (next !== undefined)
  } catch (error) {
    // Not imported by anybody is an error to CloudFormation; where the look is refused, it says so itself when it executes.
    if (!isCode(error, 'ValidationError')) return importers
  }
  return importers
}
