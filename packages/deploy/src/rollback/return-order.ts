import { stackOrder } from '@project-utils/cfn'
import type { Project } from '@project-utils/project'
import type { StackReturn } from './world.ts'

/**
 * The stacks in the order in which they go back: the reverse of a deployment's, so that nobody loses an export that is
 * still imported. One that imports what is exported only by the earlier template of another comes after it. Pure.
 */
export function returnOrder(
  stacks: Readonly<Record<string, StackReturn>>,
  project: Pick<Project, 'stacks'>,
): readonly string[] {
  const keys = Object.keys(stacks)
  const templates = Object.fromEntries(
    Object.entries(stacks).map(([key, { desired, state }]) => {
      const { template, parameters } = desired
      const [, , , region = '', account = ''] = state.arn?.split(':') ?? []
      return [key, { template, parameters, pseudo: { region, account, stackName: state.name } }] as const
    }),
  )
  const settings = Object.fromEntries(
    keys.map((key) => [key, project.stacks[key] ?? { key, parameters: {}, after: [] }] as const),
  )
  const orders = stackOrder(settings, templates)
  const first = new Map<string, Set<string>>(keys.map((key) => [key, new Set()]))
  for (const key of keys) {
    const { after = [], imports = [] } = orders[key] ?? {}
    for (const other of after.filter((one) => one !== key && keys.includes(one))) {
      const isNew = imports.some((one) => one.key === other && stacks[other]?.state.outputs[one.output] === undefined)
      if (isNew) first.get(key)?.add(other)
      else first.get(other)?.add(key)
    }
  }
  const ordered: string[] = []
  const visit = (key: string, under: readonly string[]): void => {
    if (ordered.includes(key) || under.includes(key)) return
    for (const other of first.get(key) ?? []) visit(other, [...under, key])
    ordered.push(key)
  }
  for (const key of keys) visit(key, [])
  return ordered
}
