import type { Template } from '../template.ts'
import { isMap, type TemplatePath, type TemplateValue } from '../value.ts'
import type { Remark, Rule } from './rule.ts'

/** A finding that somebody decided to live with. */
export interface Suppression {
  readonly rule: string
  readonly reason: string
  /** Where the suppression itself is written. */
  readonly path: TemplatePath
  /** What it covers: a resource, or the whole template where empty. */
  readonly scope: TemplatePath
}

function form(rule = 'template/unset-memory'): string {
  return `write "Metadata: { ProjectUtils: { suppress: [{ rule: ${rule}, reason: … }] } }"`
}

/** Suppressions that do not say what they suppress, or why. */
export const suppressionForm: Rule = {
  id: 'template/suppression-without-reason',
  category: 'correctness',
  severity: 'error',
  summary: 'A suppression names its rule and a reason.',
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/metadata-section-structure.html',
  *check({ template }) {
    for (const [scope, path, entry] of entries(template)) {
      const read = readEntry(scope, path, entry)
      if ('message' in read) yield read
    }
  },
}

/** The well-formed suppressions of a template: those at the top, and those of each resource. */
export function suppressionsOf(template: Template): readonly Suppression[] {
  return entries(template).flatMap(([scope, path, entry]) => {
    const read = readEntry(scope, path, entry)
    return 'message' in read ? [] : [read]
  })
}

/** Tells whether a suppression covers what a rule said of a place. */
export function covers({ rule, scope }: Suppression, ruleId: string, path: TemplatePath): boolean {
  return rule === ruleId && scope.every((key, index) => path[index] === key)
}

type Entry = readonly [scope: TemplatePath, path: TemplatePath, value: TemplateValue]

function entries(template: Template): readonly Entry[] {
  const resources = isMap(template.value['Resources']) ? template.value['Resources'] : {}
  return [
    ...entriesOf([], template.value),
    ...Object.entries(resources).flatMap(([id, resource]) => entriesOf(['Resources', id], resource)),
  ]
}

function entriesOf(scope: TemplatePath, holder: TemplateValue): readonly Entry[] {
  const metadata = isMap(holder) ? holder['Metadata'] : undefined
  const own = isMap(metadata) ? metadata['ProjectUtils'] : undefined
  const list = isMap(own) ? own['suppress'] : undefined
  if (list === undefined) return []
  const path = [...scope, 'Metadata', 'ProjectUtils', 'suppress']
  return Array.isArray(list)
    ? list.map((entry, index): Entry => [scope, [...path, index], entry])
    : [[scope, path, list]]
}

function readEntry(scope: TemplatePath, path: TemplatePath, entry: TemplateValue): Suppression | Remark {
  const { rule, reason } = isMap(entry) ? entry : {}
  if (typeof rule !== 'string' || rule === '') return { path, message: 'a suppression names no rule', fix: form() }
  if (typeof reason === 'string' && reason.trim() !== '') return { rule, reason, path, scope }
  return { path, message: `the suppression of ${rule} gives no reason`, fix: form(rule) }
}
