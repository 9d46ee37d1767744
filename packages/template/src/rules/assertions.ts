import { isMap, type TemplateValue } from '../value.ts'
import type { Remark, Rule, RuleInput } from './rule.ts'
import { guidePage, referencePage } from './sources.ts'

/** Assertions of the `Rules` section that the parameters' values break, and rules of a wrong form. */
export const failedAssertion: Rule = {
  id: 'template/failed-assertion',
  category: 'correctness',
  severity: 'error',
  summary: "The parameters' values meet the assertions of the template's Rules section.",
  source: `${guidePage('rules-section-structure')} ${referencePage('intrinsic-function-reference-rules')}`,
  *check(input) {
    const section = input.template.value['Rules']
    if (!isMap(section)) return
    for (const [name, rule] of Object.entries(section)) yield* ruleRemarks(name, rule, input)
  },
}

function* ruleRemarks(name: string, rule: TemplateValue, input: RuleInput): Generator<Remark> {
  const path = ['Rules', name]
  const assertions = isMap(rule) ? rule['Assertions'] : undefined
  if (!isMap(rule) || !Array.isArray(assertions) || assertions.length === 0) {
    yield { path, message: `rule ${name} has no assertions`, fix: 'add "Assertions: [{ Assert: … }]"' }
    return
  }
  for (const key of Object.keys(rule)) {
    if (key === 'RuleCondition' || key === 'Assertions') continue
    yield { path: [...path, key], message: `a rule has no part "${key}"`, fix: 'write RuleCondition or Assertions' }
  }
  const applies = rule['RuleCondition'] === undefined ? true : input.resolved.resolve(rule['RuleCondition'])
  for (const [index, assertion] of (assertions as readonly TemplateValue[]).entries()) {
    const at = [...path, 'Assertions', index]
    if (!isMap(assertion) || assertion['Assert'] === undefined) {
      yield { path: at, message: `an assertion of rule ${name} asserts nothing`, fix: 'add "Assert: …"' }
      continue
    }
    // Which values will be given nobody knows without a project: defaults alone often meet no assertion.
    if (input.setting.given === undefined) continue
    if (applies !== true || input.resolved.resolve(assertion['Assert']) !== false) continue
    const told = assertion['AssertDescription']
    yield {
      path: at,
      message: `an assertion of rule ${name} fails${typeof told === 'string' ? `: ${told}` : ''}`,
      fix: `give values that meet it, or correct the assertion`,
    }
  }
}
