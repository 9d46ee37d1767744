import type { Finding } from '@project-utils/contract'
import type { ResolvedTemplate } from './resolve.ts'
import { authorRules } from './rules/author-rules.ts'
import type { Rule, RuleInput } from './rules/rule.ts'
import { openSchemas } from './schema/schema-book.ts'
import type { Template } from './template.ts'

/** What a person should act on in a template: dangling names, and settings that are missing where their default hurts. */
export function templateFindings(template: Template, resolved: ResolvedTemplate): readonly Finding[] {
  const input: RuleInput = {
    written: template,
    template: resolved.template,
    resolved,
    schemas: openSchemas(),
    setting: {},
  }
  return authorRules.flatMap((rule) => findingsOf(rule, input))
}

function findingsOf(rule: Rule, input: RuleInput): readonly Finding[] {
  return [...rule.check(input)].map(({ path, message, fix, severity = rule.severity }) => ({
    rule: rule.id,
    category: rule.category,
    severity,
    message,
    where: input.template.place(path),
    fix,
  }))
}
