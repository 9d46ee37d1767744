import type { TemplateMap, TemplatePath } from '@project-utils/template'
import { at, type Fault, mapAt, misspelt, put, sites, uses } from '../fault.ts'

/** The spots where a template names a resource, with the resource that holds each. */
function links(template: { readonly value: TemplateMap }): readonly { from: string; to: string; path: TemplatePath }[] {
  const ids = new Set(sites(template).map(({ id }) => id))
  const refs = uses(template, 'Ref', ['Resources']).map(({ path, value }) => ({ path, to: String(value) }))
  const attributes = uses(template, 'Fn::GetAtt', ['Resources']).map(({ path, value }) => ({
    path,
    to: String((value as string[])[0]),
  }))
  return [...refs, ...attributes].flatMap(({ path, to }) =>
    ids.has(to) && ids.has(String(path[1])) ? [{ from: String(path[1]), to, path }] : [],
  )
}

/** Names that lead nowhere, in circles, or to what may be absent. */
export const references: readonly Fault[] = [
  {
    rule: 'dangling-reference',
    what: 'a name is misspelt where it is used',
    *plant(template) {
      for (const { path, value } of uses(template, 'Ref'))
        if (typeof value === 'string' && !value.startsWith('AWS::'))
          yield { value: put(template, [...path, 'Ref'], misspelt(value)), at: [path, [...path, 'Ref']] }
      for (const { path, value } of uses(template, 'Fn::GetAtt'))
        if (Array.isArray(value))
          yield {
            value: put(template, [...path, 'Fn::GetAtt'], [misspelt(String(value[0])), ...value.slice(1)]),
            at: [path, [...path, 'Fn::GetAtt']],
          }
      for (const { path, value } of uses(template, 'Fn::Sub')) {
        const name = typeof value === 'string' ? /\$\{([A-Za-z]+)[.}]/.exec(value)?.[1] : undefined
        if (name !== undefined)
          yield {
            value: put(template, [...path, 'Fn::Sub'], String(value).replaceAll(`\${${name}`, `\${${misspelt(name)}`)),
            at: [path, [...path, 'Fn::Sub']],
          }
      }
      for (const { path, resource } of sites(template)) {
        if (typeof resource['DependsOn'] === 'string')
          yield {
            value: put(template, [...path, 'DependsOn'], misspelt(resource['DependsOn'])),
            at: [[...path, 'DependsOn']],
          }
        if (typeof resource['Condition'] === 'string')
          yield {
            value: put(template, [...path, 'Condition'], misspelt(resource['Condition'])),
            at: [[...path, 'Condition']],
          }
      }
      for (const { path, value } of uses(template, 'Fn::If'))
        if (Array.isArray(value))
          yield {
            value: put(template, [...path, 'Fn::If', 0], misspelt(String(value[0]))),
            at: [path, [...path, 'Fn::If'], [...path, 'Fn::If', 0]],
          }
    },
  },
  {
    rule: 'unsubstituted-name',
    what: 'a text with a name to fill in that nothing fills in',
    *plant(template) {
      for (const { path, value } of uses(template, 'Fn::Sub', ['Resources']))
        if (typeof value === 'string' && /\$\{\w/.test(value)) yield { value: put(template, path, value), at: [path] }
    },
  },
  {
    rule: 'unknown-resource-attribute',
    what: 'an attribute is misspelt, or belongs to another type',
    *plant(template) {
      for (const { path, value } of uses(template, 'Fn::GetAtt')) {
        const [id, attribute] = Array.isArray(value) ? value.map(String) : []
        const type = String(at(template.value, ['Resources', id ?? '', 'Type']))
        if (attribute === undefined || /^Custom::|::Stack$/.test(type)) continue
        for (const wrong of [misspelt(attribute), 'Location'])
          yield {
            value: put(template, [...path, 'Fn::GetAtt'], [id ?? '', wrong]),
            at: [path, [...path, 'Fn::GetAtt']],
          }
      }
    },
  },
  {
    rule: 'mapping-key',
    what: 'a mapping, or a key of it, is misspelt',
    *plant(template) {
      for (const { path, value } of uses(template, 'Fn::FindInMap'))
        if (Array.isArray(value))
          for (const [index, key] of value.entries())
            if (typeof key === 'string') {
              const here = [...path, 'Fn::FindInMap', index]
              yield { value: put(template, here, misspelt(key)), at: [path, [...path, 'Fn::FindInMap'], here] }
            }
    },
  },
  {
    rule: 'dependency-loop',
    what: 'what is needed comes to need the one that needs it',
    *plant(template) {
      for (const { from, to, path } of links(template)) {
        const here = ['Resources', to, 'DependsOn']
        if (at(template.value, here) !== undefined) continue
        const all = [from, to].flatMap((id) => [
          ['Resources', id],
          ['Resources', id, 'DependsOn'],
        ])
        yield { value: put(template, here, from), at: [...all, path] }
      }
    },
  },
  {
    rule: 'condition-loop',
    what: 'a condition comes to rest on itself',
    *plant(template) {
      const names = Object.keys(template.conditions)
      for (const name of names) {
        const self = ['Conditions', name]
        yield {
          value: put(template, self, { 'Fn::Not': [{ Condition: name }] }),
          at: [self, [...self, 'Fn::Not'], [...self, 'Fn::Not', 0]],
        }
        for (const other of names.filter((one) => one !== name)) {
          const both = [self, ['Conditions', other]]
          const one = put(template, self, { 'Fn::Not': [{ Condition: other }] })
          yield {
            value: put({ value: one }, ['Conditions', other], { 'Fn::Not': [{ Condition: name }] }),
            at: [...both, ...both.map((path) => [...path, 'Fn::Not']), ...both.map((path) => [...path, 'Fn::Not', 0])],
          }
        }
      }
    },
  },
  {
    rule: 'absent-resource',
    what: 'a resource becomes conditional, and what needs it does not',
    *plant(template) {
      const name = 'IsWanted'
      const held = template.value
      const base = put({ value: held }, ['Conditions', name], { 'Fn::Equals': ['wanted', 'unwanted'] })
      for (const { from, to, path } of links(template)) {
        const isPlain = [from, to].every((id) => at(held, ['Resources', id, 'Condition']) === undefined)
        if (!isPlain || path.includes('Fn::If')) continue
        const others = links(template)
          .filter((link) => link.to === to)
          .map((link) => link.path)
        const outputs = [...uses(template, 'Ref', ['Outputs']), ...uses(template, 'Fn::GetAtt', ['Outputs'])].map(
          (use) => use.path,
        )
        yield { value: put({ value: base }, ['Resources', to, 'Condition'], name), at: [...others, ...outputs] }
      }
    },
  },
  {
    rule: 'unexported-import',
    what: 'an import that no stack of the project exports',
    *plant(template) {
      const setting = { others: [{ name: 'network', exports: ['shared-network-id'], imports: [], isOpen: false }] }
      for (const name of Object.keys(template.outputs)) {
        const path = ['Outputs', name, 'Value']
        const by = { 'Fn::ImportValue': 'shared-netwrok-id' }
        yield { value: put(template, path, by), at: [path, [...path, 'Fn::ImportValue']], setting }
      }
    },
  },
  {
    rule: 'duplicate-export',
    what: 'two exports have one name',
    *plant(template) {
      const exported = Object.keys(mapAt(template.value, ['Outputs'])).filter(
        (name) => at(template.value, ['Outputs', name, 'Export']) !== undefined,
      )
      for (const name of exported) {
        const path = ['Outputs', name, 'Export', 'Name']
        const other = { ...mapAt(template.value, ['Outputs', name]) }
        const twin = ['Outputs', `${name}Again`]
        const places = [
          path,
          [...twin, 'Export', 'Name'],
          twin,
          [...twin, 'Export'],
          ['Outputs', name],
          ['Outputs', name, 'Export'],
        ]
        yield { value: put(template, twin, other), at: places }
        const taken = at(template.value, path)
        const setting = {
          others: [{ name: 'other', exports: ['taken-name', String(taken)], imports: [], isOpen: false }],
        }
        yield { value: put(template, path, 'taken-name'), at: places, setting }
      }
    },
  },
]
