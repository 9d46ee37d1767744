import { join, resolve } from 'node:path'
import type { Invocation } from '@project-utils/cli'
import type { Project, StackSettings } from '@project-utils/project'
import type { Records } from '@project-utils/records'
import type { Template } from '@project-utils/template'
import type { StackBench, StackCode } from '../execute/stack-bench.ts'
import type { PackagedBlob } from '../package/blob.ts'

/** What the code of stacks is packed from. */
export interface CodeInput {
  readonly project: Project
  readonly stacks: readonly StackSettings[]
  readonly templates: Readonly<Record<string, Template>>
  readonly records: Pick<Records, 'blobs' | 'bucket'>
  readonly region: string
}

/**
 * Packs what the templates of stacks point to, once a run: local paths, and from the folder of `--artifacts` the code that
 * the configuration builds.
 */
export function packOnce({ flags, cwd }: Invocation, input: CodeInput): StackBench['code'] {
  const { project, stacks, templates, records, region } = input
  const place = { bucket: records.bucket, region, key: records.blobs.key }
  const built = new Set([...Object.keys(project.functions), ...Object.keys(project.layers)])
  const cache = join(project.root, '.project-utils', 'cache')
  const { artifacts } = flags
  let packed: Promise<StackCode> | undefined
  const packAll: StackBench['code'] = async (context) => {
    const { packageStack } = await import('../package/package-stack.ts')
    const { readBuiltCode } = await import('../package/built-code.ts')
    const given = typeof artifacts === 'string' ? readBuiltCode(resolve(cwd, artifacts), place) : undefined
    const pointing: Record<string, Template> = {}
    const blobs: Record<string, readonly PackagedBlob[]> = {}
    for (const { key } of stacks) {
      const template = templates[key]
      if (template === undefined) continue
      const own = Object.entries(given?.code ?? {}).filter(([id]) => template.resources[id] !== undefined)
      const code = Object.fromEntries(own)
      const plan = await packageStack({ template, root: project.root, cache, place, built, code }, context)
      const zips = (given?.blobs ?? []).filter(({ source }) => code[source] !== undefined)
      pointing[key] = plan.template
      blobs[key] = [...zips, ...plan.blobs]
    }
    return { templates: pointing, blobs }
  }
  return (context) => {
    packed ??= packAll(context)
    return packed
  }
}
