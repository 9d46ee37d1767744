import type { TemplateValue } from './value.ts'

/**
 * Short forms of CloudFormation's YAML, by tag, with the long form's key. Source: CloudFormation user guide, "Intrinsic
 * function reference" and "AWS::LanguageExtensions transform".
 */
const longForms: ReadonlyMap<string, string> = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...[
    ...['And', 'Base64', 'Cidr', 'Contains', 'EachMemberEquals', 'EachMemberIn', 'Equals', 'FindInMap', 'GetAtt'],
    ...['GetAZs', 'GetStackOutput', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'RefAll', 'Select', 'Split'],
    ...['Sub', 'ToJsonString', 'Transform', 'ValueOf', 'ValueOfAll'],
  ].map((name): [string, string] => [`!${name}`, `Fn::${name}`]),
])

/** The tags of all short forms. */
export const shortForms: readonly string[] = [...longForms.keys()]

const ofMaps: ReadonlySet<string> = new Set(
  ['Base64', 'GetAZs', 'GetStackOutput', 'ImportValue', 'ToJsonString', 'Transform'].map((name) => `!${name}`),
)
const ofTexts: ReadonlySet<string> = new Set(['!Condition', '!Ref', '!RefAll'])

/** Tells whether a short form is usually written before a list, or before a mapping; the parser reads others as well. */
export function takes(tag: string, collection: 'seq' | 'map'): boolean {
  return collection === 'map' ? ofMaps.has(tag) : !ofMaps.has(tag) && !ofTexts.has(tag)
}

/** Tags of YAML itself, which change nothing here. */
const plainTags: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
)

/** The long form's key of a short form's tag; null for a tag of YAML itself, undefined for an unknown one. */
export function longForm(tag: string): string | null | undefined {
  return plainTags.has(tag) ? null : longForms.get(tag)
}

/** A value in long form under its key; `A.B` of a GetAtt becomes a list, the only form JSON knows. */
export function inLongForm(key: string, value: TemplateValue): TemplateValue {
  if (key !== 'Fn::GetAtt' || typeof value !== 'string' || !value.includes('.')) return { [key]: value }
  const dot = value.indexOf('.')
  return { [key]: [value.slice(0, dot), value.slice(dot + 1)] }
}
