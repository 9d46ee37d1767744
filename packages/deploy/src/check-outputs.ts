import type { Place, Problem } from '@project-utils/contract'
import { isPending, type Project, type Reference } from '@project-utils/project'
import { hasOwnMacro } from '@project-utils/template'
import type { Sources } from './sources.ts'

type OutputReference = Extract<Reference, { kind: 'outputs' }>

interface Use {
  readonly reference: OutputReference
  readonly where: Place
}

/** Outputs that are referred to and that no template has, and stacks that wait for each other's outputs. */
export function checkOutputs(project: Project, { templates }: Sources): readonly Problem[] {
  const sections = [project.stacks, project.site, project.suites, project.announce]
  const unknown = sections.flatMap(usesOf).flatMap(({ reference, where }): Problem[] => {
    const template = templates[reference.stack]
    if (template === undefined || hasOwnMacro(template) || Object.hasOwn(template.outputs, reference.output)) return []
    const names = Object.keys(template.outputs)
    const message = `the template of stack ${reference.stack} has no output ${reference.output}`
    const hint = names.length === 0 ? 'declare it under Outputs' : `it has ${names.join(', ')}`
    return [{ code: 'DEPLOY_OUTPUT_UNKNOWN', message, hint, where }]
  })
  return [...unknown, ...loops(project)]
}

/** Each circle once, told where its first stack refers on. */
function loops({ stacks }: Project): readonly Problem[] {
  const uses = new Map(Object.entries(stacks).map(([key, { parameters }]) => [key, usesOf(parameters)]))
  const judged = new Set<string>()
  const problems: Problem[] = []
  const follow = (key: string, path: readonly Use[], from: readonly string[]): void => {
    for (const use of uses.get(key) ?? []) {
      const next = use.reference.stack
      const begin = [...from, key].indexOf(next)
      const [first] = [...path, use].slice(Math.max(begin, 0))
      if (begin >= 0 && first !== undefined) {
        const circle = [...from, key].slice(begin)
        const message = `stacks wait for each other's outputs: ${[...circle, next].join(' → ')}`
        const hint = 'give one of them the value in another way, such as a fixed name'
        if (!circle.some((one) => judged.has(one))) {
          problems.push({ code: 'DEPLOY_STACK_LOOP', message, hint, where: first.where })
        }
        for (const one of circle) judged.add(one)
      } else if (begin < 0 && !judged.has(next)) follow(next, [...path, use], [...from, key])
    }
  }
  for (const key of uses.keys()) {
    if (!judged.has(key)) follow(key, [], [])
    judged.add(key)
  }
  return problems
}

function usesOf(value: unknown): readonly Use[] {
  if (isPending(value)) {
    const { parts, where } = value
    return parts.flatMap((part) =>
      typeof part === 'object' && part.kind === 'outputs' ? [{ reference: part, where }] : [],
    )
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(usesOf)
}
