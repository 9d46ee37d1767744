import type { Finding } from '@project-utils/contract'

/** Findings of one look at a template: in one target of one environment. */
export interface Look {
  readonly environment: string
  readonly findings: readonly Finding[]
}

/**
 * One list of what several looks at the same template found: the same once, with the environments it holds in where those
 * are not all. A suppression is unused only where no look uses it.
 */
export function mergeFindings(looks: readonly Look[], unusedRule: string): readonly Finding[] {
  const merged = new Map<string, { readonly finding: Finding; readonly environments: Set<string>; count: number }>()
  for (const { environment, findings } of looks) {
    for (const finding of findings) {
      const { rule, where, message } = finding
      const key = JSON.stringify([rule, where?.line, where?.column, message])
      const known = merged.get(key)
      if (known === undefined) merged.set(key, { finding, environments: new Set([environment]), count: 1 })
      else {
        known.environments.add(environment)
        known.count += 1
      }
    }
  }
  const all = new Set(looks.map(({ environment }) => environment)).size
  return [...merged.values()].flatMap(({ finding, environments, count }) => {
    if (finding.rule === unusedRule && count < looks.length) return []
    if (environments.size === all) return [finding]
    return [{ ...finding, message: `${finding.message} (in ${[...environments].join(', ')})` }]
  })
}
