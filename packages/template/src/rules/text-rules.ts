import { splitSub } from '../sub.ts'
import type { Template } from '../template.ts'
import { isMap, type TemplatePath, type TemplateValue } from '../value.ts'
import type { Remark, Rule } from './rule.ts'
import { referencePage } from './sources.ts'

/** Texts that look as if a name were put in, and are taken as they are written. */
export const unsubstitutedName: Rule = {
  id: 'template/unsubstituted-name',
  category: 'correctness',
  severity: 'warning',
  summary: 'A text that names a parameter, resource or pseudo parameter as ${Name} stands under Fn::Sub.',
  source: referencePage('intrinsic-function-reference-sub'),
  check({ template, written = template }) {
    const remarks: Remark[] = []
    // Who substitutes is open: SAM and other macros may do it.
    for (const { logicalId, properties } of Object.values(written.resources)) {
      judge(properties, ['Resources', logicalId, 'Properties'], template, remarks)
    }
    for (const { name, value } of Object.values(written.outputs))
      judge(value, ['Outputs', name, 'Value'], template, remarks)
    return remarks
  },
}

/** Properties whose texts are programs or have placeholders of their own. */
const ownLanguage =
  /^(Definition|DefinitionString|DefinitionBody|Body|ZipFile|InlineCode|UserData|BuildSpec|.*MappingTemplate|.*Templates?|Content|Code|InputTemplate|Query|QueryString|Commands?|DashboardBody|Metadata|.*Script|.*Document)$/

function judge(value: TemplateValue, path: TemplatePath, template: Template, remarks: Remark[]): void {
  if (typeof value === 'string') {
    const name = nameIn(value, template)
    if (name === undefined) return
    const message = `"\${${name}}" is taken as it is written here: nothing puts ${name} in`
    remarks.push({ path, message, fix: 'write !Sub in front of the text' })
  } else if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly TemplateValue[]).entries())
      judge(item, [...path, index], template, remarks)
  } else if (isMap(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'Fn::Sub' || key === 'Fn::Transform' || key.startsWith('Fn::ForEach::') || ownLanguage.test(key))
        continue
      judge(item, [...path, key], template, remarks)
    }
  }
}

function nameIn(text: string, template: Template): string | undefined {
  // Of many lines is a program, whose variables may bear any name.
  if (!text.includes('${') || text.includes('\n')) return undefined
  for (const part of splitSub(text)) {
    if (typeof part === 'string') continue
    const [id = part.name] = part.name.split('.')
    const isPseudo = /^AWS::(AccountId|Partition|Region|StackId|StackName|URLSuffix)$/.test(part.name)
    if (isPseudo || template.parameters[id] !== undefined || template.resources[id] !== undefined) return part.name
  }
  return undefined
}
