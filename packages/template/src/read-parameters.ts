import { entriesOf, type Report, textField } from './sections.ts'
import type { Parameter, ParameterRule } from './template.ts'
import { isMap, record, type TemplateMap, type TemplateValue } from './value.ts'

/** The parameters; each must name its type. */
export function readParameters(template: TemplateMap, report: Report): Readonly<Record<string, Parameter>> {
  return record(
    entriesOf(template, 'Parameters', report).flatMap(([name, value]): [string, Parameter][] => {
      const path = ['Parameters', name]
      if (!/^[A-Za-z0-9]{1,255}$/.test(name)) {
        report(path, `"${name}" is no name of a parameter`, 'use letters and digits only')
      }
      if (!isMap(value) || typeof value['Type'] !== 'string') {
        report(path, `parameter ${name} has no type`, 'add "Type: String"')
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

/** The rules on parameters; each must have assertions. */
export function readRules(template: TemplateMap, report: Report): Readonly<Record<string, ParameterRule>> {
  return record(
    entriesOf(template, 'Rules', report).flatMap(([name, value]): [string, ParameterRule][] => {
      const assertions = isMap(value) ? value['Assertions'] : undefined
      if (!isMap(value) || !Array.isArray(assertions)) {
        report(['Rules', name], `rule ${name} has no list of assertions`, 'add "Assertions: [{ Assert: … }]"')
        return []
      }
      const condition = value['RuleCondition'] === undefined ? {} : { condition: value['RuleCondition'] }
      const read = (assertions as readonly TemplateValue[]).flatMap((one, index) => {
        if (isMap(one) && one['Assert'] !== undefined) {
          return [{ assert: one['Assert'], ...textField('description', one['AssertDescription']) }]
        }
        report(['Rules', name, 'Assertions', index], `an assertion of rule ${name} has no "Assert"`, 'add "Assert: …"')
        return []
      })
      return [[name, { name, ...condition, assertions: read }]]
    }),
  )
}

function scalarText(value: TemplateValue | undefined): string | undefined {
  return value === null || value === undefined || typeof value === 'object' ? undefined : String(value)
}

function numberField<K extends string>(
  key: K,
  value: TemplateValue | undefined,
): { readonly [key in K]?: number } {
  const text = scalarText(value)
  const number = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(number) ? ({ [key]: number } as { readonly [key in K]?: number }) : {}
}
