import { isUnknown, type ResolvedValue } from '../unknown.ts'
import { intrinsicOf, isMap, type TemplateValue } from '../value.ts'
import { parameterForm } from './parameter-types.ts'
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
  const applies = rule['RuleCondition'] === undefined ? true : evaluate(rule['RuleCondition'], input)
  for (const [index, assertion] of (assertions as readonly TemplateValue[]).entries()) {
    const at = [...path, 'Assertions', index]
    if (!isMap(assertion) || assertion['Assert'] === undefined) {
      yield { path: at, message: `an assertion of rule ${name} asserts nothing`, fix: 'add "Assert: …"' }
      continue
    }
    // Which values will be given nobody knows without a project: defaults alone often meet no assertion.
    if (input.setting.given === undefined) continue
    if (applies !== true || evaluate(assertion['Assert'], input) !== false) continue
    const told = assertion['AssertDescription']
    yield {
      path: at,
      message: `an assertion of rule ${name} fails${typeof told === 'string' ? `: ${told}` : ''}`,
      fix: `give values that meet it, or correct the assertion`,
    }
  }
}

type Known = ResolvedValue | undefined

/** What a rule-specific function comes to; undefined where it hangs on something unknown. */
function evaluate(value: TemplateValue | undefined, input: RuleInput): Known {
  const [name, argument] = intrinsicOf(value) ?? []
  if (name === undefined) return isMap(value) ? undefined : (value as Known)
  if (name === 'Ref') return parameterOf(String(argument), input)
  const list = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : []
  const parts = (): readonly Known[] => list.map((item) => evaluate(item, input))
  switch (name) {
    case 'Fn::Equals':
      return pair(parts(), (left, right) => String(left) === String(right))
    case 'Fn::Not':
      return pair([parts()[0], true], (left) => left !== true)
    case 'Fn::And':
      return junction(parts(), false)
    case 'Fn::Or':
      return junction(parts(), true)
    case 'Fn::Contains':
      return pair([textsOf(list[0], input), parts()[1]], (texts, one) =>
        (texts as readonly string[]).includes(String(one)),
      )
    case 'Fn::EachMemberIn':
      return pair([textsOf(list[0], input), textsOf(list[1], input)], (some, all) =>
        (some as readonly string[]).every((one) => (all as readonly string[]).includes(one)),
      )
    case 'Fn::EachMemberEquals':
      return pair([textsOf(list[0], input), parts()[1]], (some, wanted) =>
        (some as readonly string[]).every((one) => one === String(wanted)),
      )
    default:
      return undefined
  }
}

function pair([left, right]: readonly Known[], judge: (left: ResolvedValue, right: ResolvedValue) => boolean): Known {
  return left === undefined || right === undefined ? undefined : judge(left, right)
}

function junction(parts: readonly Known[], decides: boolean): Known {
  if (parts.includes(decides)) return decides
  return parts.includes(undefined) ? undefined : !decides
}

function textsOf(value: TemplateValue | undefined, input: RuleInput): readonly string[] | undefined {
  const items = Array.isArray(value)
    ? (value as readonly TemplateValue[]).map((item) => evaluate(item, input))
    : evaluate(value, input)
  if (items === undefined || !Array.isArray(items)) return undefined
  const list = items as readonly Known[]
  return list.includes(undefined) ? undefined : list.map(String)
}

function parameterOf(name: string, { template, resolved, setting }: RuleInput): Known {
  if (name === 'AWS::Region') return setting.region
  if (name === 'AWS::AccountId') return setting.account
  const parameter = resolved.template.parameters[name] ?? template.parameters[name]
  if (parameter === undefined || setting.pending?.includes(name) === true) return undefined
  const value = setting.given?.[name] ?? parameter.default
  const form = parameterForm(parameter.type)
  if (value === undefined || form === undefined || form.kind === 'stored' || isUnknown(value)) return undefined
  return form.isList ? value.split(',').map((item) => item.trim()) : value
}
