import { entriesOf, type Report, textField } from './sections.ts'
import type { Parameter, ParameterRule } from './template.ts'
import { isMap, record, type TemplateMap, type TemplateValue } from './value.ts'

/** The parameters; each must name its type. */
export function readParameters(template: TemplateMap, report: Report): Readonly<Record<string, Parameter>> {
  return record(
    entriesOf(template, 'Parameters', report).flatMap(([name, value]): [string, Parameter][] => {
      if (!isMap(value) || typeof value['Type'] !== 'string') {
        report(['Parameters', name], `parameter ${name} has no type`, 'add "Type: String"')
        return []
      }
      return [[name, readParameter(name, value['Type'], value)]]
    }),
  )
}

function readParameter(name: string, type: string, value: TemplateMap): Parameter {
  const allowed = value['AllowedValues']
  return {
    name,
    type,
    noEcho: String(value['NoEcho']) === 'true',
    ...textField('default', scalarText(value['Default'])),
    ...textField('description', value['Description']),
    ...(Array.isArray(allowed) ? { allowedValues: allowed.map(scalarText).filter((one) => one !== undefined) } : {}),
    ...textField('allowedPattern', scalarText(value['AllowedPattern'])),
    ...textField('constraintDescription', value['ConstraintDescription']),
    ...numberField('minLength', value['MinLength']),
    ...numberField('maxLength', value['MaxLength']),
    ...numberField('minValue', value['MinValue']),
    ...numberField('maxValue', value['MaxValue']),
  }
}

/** The rules on parameters; what has no assertions asserts nothing. */
export function readRules(template: TemplateMap, report: Report): Readonly<Record<string, ParameterRule>> {
  return record(
    entriesOf(template, 'Rules', report).flatMap(([name, value]): [string, ParameterRule][] => {
      if (!isMap(value)) return []
      const assertions = Array.isArray(value['Assertions']) ? value['Assertions'] : []
      const condition = value['RuleCondition'] === undefined ? {} : { condition: value['RuleCondition'] }
      const read = (assertions as readonly TemplateValue[]).flatMap((one, index) =>
        isMap(one) && one['Assert'] !== undefined
          ? [{ index, assert: one['Assert'], ...textField('description', one['AssertDescription']) }]
          : [],
      )
      return [[name, { name, ...condition, assertions: read }]]
    }),
  )
}

function scalarText(value: TemplateValue | undefined): string | undefined {
  return value === null || value === undefined || typeof value === 'object' ? undefined : String(value)
}

function numberField<K extends string>(key: K, value: TemplateValue | undefined): { readonly [key in K]?: number } {
  const text = scalarText(value)
  const number = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(number) ? ({ [key]: number } as { readonly [key in K]?: number }) : {}
}
