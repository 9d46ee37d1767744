import { splitSub } from '../sub.ts'
import type { Template } from '../template.ts'
import { intrinsicOf, isMap, type TemplatePath, type TemplateValue } from '../value.ts'
import { extensionsTransform, isServerless, serverlessTransform } from './brings.ts'
import { collect } from './dependencies.ts'
import { formProblem, functionNames } from './function-forms.ts'
import { nearest } from './nearest.ts'
import type { Remark, Rule } from './rule.ts'
import { guidePage, referencePage } from './sources.ts'
import { visitMaps } from './visit.ts'

const functionsPage = referencePage('intrinsic-function-reference')

/** Functions of the `Rules` section only. */
const ruleFunctions: readonly string[] = [
  'Fn::Contains',
  'Fn::EachMemberEquals',
  'Fn::EachMemberIn',
  'Fn::RefAll',
  'Fn::ValueOf',
  'Fn::ValueOfAll',
]

/** Functions with arguments that CloudFormation refuses, and functions it does not have. */
export const functionForm: Rule = {
  id: 'template/function-form',
  category: 'correctness',
  severity: 'error',
  summary: 'Every intrinsic function exists and is given what it takes.',
  source: functionsPage,
  check({ template }) {
    const remarks: Remark[] = []
    for (const section of ['Conditions', 'Resources', 'Outputs']) {
      visitMaps(template.value[section], [section], (map, path) => {
        if (isForeign(path)) return false
        const keys = Object.keys(map)
        for (const key of keys) {
          if (!key.startsWith('Fn::') || key.startsWith('Fn::ForEach::')) continue
          const remark = judge(key, map[key] ?? null, keys, path)
          if (remark !== undefined) remarks.push(remark)
        }
        if (keys.length === 1 && keys[0] === 'Ref') {
          const problem = formProblem('Ref', map['Ref'] ?? null)
          if (problem !== undefined)
            remarks.push({ path, message: `Ref ${problem.message}`, fix: `write it as ${problem.form}` })
        }
        return undefined
      })
    }
    visitMaps(template.value['Rules'], ['Rules'], (map, path) => {
      const argument = Object.keys(map).length === 1 ? map['Ref'] : undefined
      if (argument !== undefined && typeof argument !== 'string') {
        remarks.push({ path, message: 'Ref takes a name', fix: 'write it as !Ref Name' })
      }
      return undefined
    })
    return remarks
  },
}

/** Metadata is handed on as it is. */
function isForeign(path: TemplatePath): boolean {
  return path.length >= 3 && path[0] === 'Resources' && path[2] === 'Metadata'
}

function judge(key: string, argument: TemplateValue, keys: readonly string[], path: TemplatePath): Remark | undefined {
  const at = [...path, key]
  if (!functionNames.includes(key)) {
    if (ruleFunctions.includes(key))
      return { path: at, message: `${key} is for the Rules section only`, fix: 'use Fn::Equals' }
    const near = nearest(key, functionNames)
    const fix = near === undefined ? 'see the list of intrinsic functions' : `write "${near}"`
    return { path: at, message: `CloudFormation has no function ${key}`, fix }
  }
  if (keys.length > 1 && key !== 'Fn::Transform') {
    const others = keys.filter((one) => one !== key).join(', ')
    const message = `${key} stands beside other keys (${others}): a function stands alone`
    return { path: at, message, fix: 'move the other keys, or take the function one level down' }
  }
  const problem = formProblem(key, argument)
  return problem === undefined
    ? undefined
    : { path: at, message: `${key} ${problem.message}`, fix: `write it as ${problem.form}` }
}

/** Functions where CloudFormation takes none, or not these. */
export const functionPlace: Rule = {
  id: 'template/function-place',
  category: 'correctness',
  severity: 'error',
  summary:
    'Functions stand only where CloudFormation resolves them: not in parameters and mappings, in conditions only some.',
  source: `${functionsPage} ${guidePage('mappings-section-structure')} ${guidePage('conditions-section-structure')}`,
  check({ template }) {
    const remarks: Remark[] = []
    for (const section of ['Parameters', 'Mappings']) {
      visitMaps(template.value[section], [section], (map, path) => {
        const [name] = intrinsicOf(map) ?? []
        if (name === undefined || name === 'Fn::Transform' || name === 'Condition' || path.length < 3) return undefined
        const fix = 'write the value out; a function can choose it where it is used'
        remarks.push({ path, message: `${name} is not resolved under ${section}`, fix })
        return false
      })
    }
    visitMaps(template.value['Conditions'], ['Conditions'], (map, path) => {
      const [name] = intrinsicOf(map) ?? []
      if (name !== undefined && notInConditions.includes(name)) {
        const message = `${name} cannot be used in a condition: conditions are judged before anything exists`
        remarks.push({ path, message, fix: 'judge a parameter, a mapping or a pseudo parameter' })
      }
      return undefined
    })
    remarks.push(...resourcesIn(template.value['Conditions'] ?? null, ['Conditions'], 'a condition', template))
    for (const { name, exportName } of Object.values(template.outputs)) {
      if (exportName === undefined) continue
      remarks.push(...resourcesIn(exportName, ['Outputs', name, 'Export', 'Name'], 'the name of an export', template))
    }
    for (const section of ['Resources', 'Outputs']) {
      visitMaps(template.value[section], [section], (map, path) => {
        const [name, argument] = intrinsicOf(map) ?? []
        if (name === 'Fn::ImportValue')
          remarks.push(...resourcesIn(argument ?? null, path, 'Fn::ImportValue', template))
        return undefined
      })
    }
    return remarks
  },
}

const notInConditions: readonly string[] = ['Fn::GetAtt', 'Fn::GetAZs', 'Fn::ImportValue', 'Fn::Base64', 'Fn::Cidr']

function resourcesIn(value: TemplateValue, path: TemplatePath, what: string, template: Template): readonly Remark[] {
  const remarks: Remark[] = []
  collect(value, path, {}, (name, at) => {
    if (template.resources[name] === undefined || template.parameters[name] !== undefined) return
    const message = `${what} cannot refer to resource ${name}`
    remarks.push({ path: at, message, fix: 'use a parameter or a pseudo parameter instead' })
  })
  return remarks
}

/** What only a transform understands, in a template without it. */
export const missingTransform: Rule = {
  id: 'template/missing-transform',
  category: 'correctness',
  severity: 'error',
  summary: 'A template that uses SAM or the language extensions names their transform.',
  source: `${referencePage('transform-aws-serverless')} ${referencePage('transform-aws-languageextensions')}`,
  *check({ template }) {
    const { transforms } = template
    for (const { logicalId, type } of Object.values(template.resources)) {
      if (!type.startsWith('AWS::Serverless::') || isServerless(template)) continue
      yield {
        path: ['Resources', logicalId, 'Type'],
        message: `${type} needs the transform of SAM`,
        fix: `add "Transform: ${serverlessTransform}" at the top`,
      }
    }
    if (transforms.some((name) => name !== serverlessTransform)) return
    const remarks: Remark[] = []
    visitMaps(template.value, [], (map, path) => {
      for (const key of Object.keys(map)) {
        if (key !== 'Fn::Length' && key !== 'Fn::ToJsonString' && !key.startsWith('Fn::ForEach::')) continue
        const name = key.startsWith('Fn::ForEach::') ? 'Fn::ForEach' : key
        const message = `${name} needs the transform of the language extensions`
        remarks.push({ path: [...path, key], message, fix: `add "Transform: ${extensionsTransform}" at the top` })
      }
      return undefined
    })
    yield* remarks
  },
}

/** `Fn::Sub` that replaces nothing, or variables it never uses. */
export const needlessSub: Rule = {
  id: 'template/needless-sub',
  category: 'maintainability',
  severity: 'info',
  summary: 'Fn::Sub holds a name to replace, and uses every variable it is given.',
  source: referencePage('intrinsic-function-reference-sub'),
  check({ template, written = template }) {
    const remarks: Remark[] = []
    for (const section of ['Resources', 'Outputs']) {
      // In an expanded loop nothing is left to replace.
      visitMaps(written.value[section], [section], (map, path) => {
        const [name, argument] = intrinsicOf(map) ?? []
        if (name !== 'Fn::Sub') return undefined
        const [text, variables] = typeof argument === 'string' ? [argument] : Array.isArray(argument) ? argument : []
        if (typeof text !== 'string') return undefined
        const names = splitSub(text).flatMap((part) => (typeof part === 'string' ? [] : [part.name]))
        if (names.length === 0 && !text.includes('${')) {
          remarks.push({ path, message: 'Fn::Sub replaces nothing here', fix: 'write the plain text' })
        }
        for (const key of Object.keys(isMap(variables) ? variables : {})) {
          if (names.includes(key)) continue
          const at = [...path, 'Fn::Sub', 1, key]
          remarks.push({
            path: at,
            message: `the text of Fn::Sub does not use "${key}"`,
            fix: `remove it, or write \${${key}}`,
          })
        }
        return undefined
      })
    }
    return remarks
  },
}
