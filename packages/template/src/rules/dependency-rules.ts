import { intrinsicOf, isMap, type TemplateValue } from '../value.ts'
import { bringsUnseen } from './brings.ts'
import { collect, type Dependency, dependenciesOf } from './dependencies.ts'
import type { Remark, Rule } from './rule.ts'
import { referencePage } from './sources.ts'

/** Resources that need each other. */
export const dependencyLoop: Rule = {
  id: 'template/dependency-loop',
  category: 'correctness',
  severity: 'error',
  summary: 'No resource needs itself, directly or through others.',
  source: 'https://repost.aws/knowledge-center/unable-validate-circular-dependency-cloudformation',
  *check(input) {
    const edges = Map.groupBy(dependenciesOf(input), ({ from }) => from)
    const done = new Set<string>()
    for (const start of edges.keys()) {
      const loop = loopFrom(start, edges, done)
      const first = loop?.[0]
      if (loop === undefined || first === undefined) continue
      const names = [...loop.map(({ from }) => from), first.from].join(' → ')
      // Where a condition rules one of them out, nothing is refused here.
      const isBroken = loop.some(({ from }) => input.resolved.resources[from] === undefined)
      yield {
        path: first.path,
        ...(isBroken ? { severity: 'warning' as const } : {}),
        message: loop.length === 1 ? `${first.from} needs itself` : `these resources need each other: ${names}`,
        fix:
          loop.length === 1
            ? 'write the name or ARN out, or move the part into a resource of its own'
            : `break the circle at one place: write a name or ARN out with Fn::Sub, or move a part (such as a policy, permission or rule) into a resource of its own`,
      }
    }
  },
}

/** The first loop that can be reached; what was seen without one is not looked at again. */
function loopFrom(
  start: string,
  edges: ReadonlyMap<string, readonly Dependency[]>,
  done: Set<string>,
): readonly Dependency[] | undefined {
  const trail: Dependency[] = []
  const stack: { readonly id: string; next: number }[] = [{ id: start, next: 0 }]
  const open = new Set([start])
  if (done.has(start)) return undefined
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const edge = edges.get(top.id)?.[top.next]
    top.next += 1
    if (edge === undefined) {
      done.add(top.id)
      open.delete(top.id)
      stack.pop()
      trail.pop()
    } else if (open.has(edge.to)) {
      const begin = trail.findIndex(({ from }) => from === edge.to)
      for (const { id } of stack) done.add(id)
      return begin === -1 ? [edge] : [...trail.slice(begin), edge]
    } else if (!done.has(edge.to)) {
      trail.push(edge)
      stack.push({ id: edge.to, next: 0 })
      open.add(edge.to)
    }
  }
  return undefined
}

/** `DependsOn` that says what a reference says already, or says it twice. */
export const needlessDependency: Rule = {
  id: 'template/needless-dependency',
  category: 'maintainability',
  severity: 'info',
  summary: 'DependsOn names only what no reference names already, and each resource once.',
  source: referencePage('aws-attribute-dependson'),
  *check(input) {
    const all = dependenciesOf(input)
    const said = new Set(all.filter(({ kind }) => kind === 'reference').map(({ from, to }) => `${from} ${to}`))
    const seen = new Set<string>()
    for (const { from, to, kind, path } of all) {
      if (kind !== 'DependsOn') continue
      const key = `${from} ${to}`
      const fix = `remove ${to} from DependsOn`
      if (seen.has(key)) yield { path, message: `${from} depends on ${to} twice`, fix, severity: 'warning' }
      else if (said.has(key)) yield { path, message: `${from} needs ${to} already: it refers to it`, fix }
      seen.add(key)
    }
  },
}

/** References to resources that a condition leaves out. */
export const absentResource: Rule = {
  id: 'template/absent-resource',
  category: 'correctness',
  severity: 'error',
  summary: 'What refers to a conditional resource exists only where that resource does.',
  source: referencePage('intrinsic-function-reference-conditions'),
  check(input) {
    const { template, resolved, setting } = input
    // Which values will be given nobody knows without a project.
    const severity = setting.given === undefined ? 'warning' : 'error'
    const remarks: Remark[] = []
    if (bringsUnseen(template)) return remarks
    const judge = (value: TemplateValue, path: readonly (string | number)[]): void =>
      collect(value, path, resolved.conditions, (name, at) => {
        const target = template.resources[name]
        if (target?.condition === undefined || resolved.conditions[target.condition] !== false) return
        remarks.push({
          path: at,
          severity,
          message: `${name} does not exist here: its condition ${target.condition} is false`,
          fix: `refer to it under the same condition: !If [${target.condition}, !Ref ${name}, …]`,
        })
      })
    for (const { logicalId, condition } of Object.values(resolved.resources)) {
      if (condition !== undefined && resolved.conditions[condition] !== true) continue
      const properties = template.resources[logicalId]?.properties
      if (properties !== undefined) judge(properties, ['Resources', logicalId, 'Properties'])
    }
    for (const { name, value, condition } of Object.values(template.outputs)) {
      if (condition !== undefined && resolved.conditions[condition] !== true) continue
      judge(value, ['Outputs', name, 'Value'])
    }
    return remarks
  },
}

/** Conditions that are defined by themselves. */
export const conditionLoop: Rule = {
  id: 'template/condition-loop',
  category: 'correctness',
  severity: 'error',
  summary: 'No condition is defined by itself, directly or through others.',
  source: referencePage('intrinsic-function-reference-conditions'),
  *check({ template }) {
    const edges = new Map<string, readonly Dependency[]>()
    for (const [name, value] of Object.entries(template.conditions)) {
      edges.set(
        name,
        conditionsIn(value).map((to) => ({ from: name, to, kind: 'reference', path: ['Conditions', name] })),
      )
    }
    const done = new Set<string>()
    for (const start of edges.keys()) {
      const loop = loopFrom(start, edges, done)
      const first = loop?.[0]
      if (loop === undefined || first === undefined) continue
      const names = [...loop.map(({ from }) => from), first.from].join(' → ')
      yield {
        path: first.path,
        message: `conditions go in a circle: ${names}`,
        fix: 'define one of them by parameters',
      }
    }
  },
}

function conditionsIn(value: TemplateValue): readonly string[] {
  if (Array.isArray(value)) return (value as readonly TemplateValue[]).flatMap(conditionsIn)
  if (!isMap(value)) return []
  const [name, argument] = intrinsicOf(value) ?? []
  if (name === 'Condition' && typeof argument === 'string') return [argument]
  if (name === 'Fn::If' && Array.isArray(argument) && typeof argument[0] === 'string') return [argument[0]]
  return Object.values(value).flatMap(conditionsIn)
}
