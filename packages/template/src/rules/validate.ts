import type { Finding } from '@project-utils/contract'
import { inOneLine } from '../in-one-line.ts'
import type { ResolvedTemplate } from '../resolve.ts'
import type { SchemaBook } from '../schema/schema-book.ts'
import type { Template } from '../template.ts'
import { intrinsicOf, type TemplatePath } from '../value.ts'
import { collect } from './dependencies.ts'
import { nearest } from './nearest.ts'
import { resolveIn } from './resolve-in.ts'
import type { Rule, RuleInput, ValidationSetting } from './rule.ts'
import { rules, serviceRules } from './rules.ts'
import { writtenAtPath } from './site.ts'
import { covers, suppressionsOf } from './suppressions.ts'

/** What a template is judged by. */
export interface ValidateOptions {
  readonly schemas: SchemaBook
  /** Default: nothing is known beside the template. */
  readonly setting?: ValidationSetting
  /** Default: resolved under the parameters that the setting gives. */
  readonly resolved?: ResolvedTemplate
}

/** The rule behind findings about suppressions that suppress nothing. */
export const unusedSuppression = 'template/unused-suppression'

interface Hit {
  readonly finding: Finding
  readonly path: TemplatePath
}

/**
 * Everything our rules find in a template without the network, in the order of the file. What a suppression covers is
 * left out; a suppression that covers nothing is a finding itself.
 */
export function validateTemplate(written: Template, options: ValidateOptions): readonly Finding[] {
  const { setting = {}, schemas } = options
  const resolved = options.resolved ?? resolveIn(written, setting)
  const { template } = resolved
  const hits = rules.flatMap((rule) => hitsOf(rule, { written, template, resolved, schemas, setting }))
  const suppressions = suppressionsOf(template)
  const used = new Set<unknown>()
  const kept = hits.filter(({ finding, path }) => {
    const covering = suppressions.filter((one) => covers(one, finding.rule, path))
    for (const one of covering) used.add(one)
    return covering.length === 0
  })
  const unused = suppressions
    .filter((one) => !used.has(one))
    .map(
      ({ rule, path }): Finding => ({
        rule: unusedSuppression,
        category: 'correctness',
        severity: 'warning',
        ...unusedWords(rule),
        where: template.place(path),
      }),
    )
  return [...kept.map(({ finding }) => finding), ...unused].sort(byPlace)
}

function unusedWords(rule: string): Pick<Finding, 'message' | 'fix'> {
  const ids = rules.map(({ id }) => id)
  if (ids.some((id) => id === rule)) {
    return { message: `nothing here breaks ${rule} any more`, fix: 'remove the suppression' }
  }
  const meant = nearest(rule, ids)
  const fix = meant === undefined ? 'remove the suppression' : `write ${meant}, or remove the suppression`
  return { message: inOneLine(`there is no rule ${rule}`), fix: inOneLine(fix) }
}

function hitsOf(rule: Rule, input: RuleInput): readonly Hit[] {
  const judgesValues = serviceRules.includes(rule) && input.setting.given === undefined
  return [...rule.check(input)].map(({ path, message, fix, severity: told = rule.severity }) => {
    const severity = told === 'error' && judgesValues && isByDefault(input, path) ? 'warning' : told
    const where = input.template.place(path)
    const words = { message: inOneLine(message), fix: inOneLine(fix) }
    return { path, finding: { rule: rule.id, category: rule.category, severity, where, ...words } }
  })
}

/** Tells whether a value comes from a parameter's default, which somebody may replace when the stack is made. */
function isByDefault(input: RuleInput, path: TemplatePath): boolean {
  const value = writtenAtPath(input, path)
  if (value === undefined || intrinsicOf(value) === undefined) return false
  let found = false
  collect(value, [], input.resolved.conditions, (name) => {
    found ||= input.template.parameters[name] !== undefined
  })
  return found
}

function byPlace({ where: left }: Finding, { where: right }: Finding): number {
  return (left?.line ?? 0) - (right?.line ?? 0) || (left?.column ?? 0) - (right?.column ?? 0)
}
