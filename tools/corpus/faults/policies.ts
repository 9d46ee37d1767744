import type { TemplateMap, TemplatePath, TemplateValue } from '@project-utils/template'
import { type Fault, put, type Site, sites, spots } from '../fault.ts'

/** A policy document, and the resource that holds it. */
interface Document {
  readonly path: TemplatePath
  readonly statements: readonly TemplateMap[]
  readonly site: Site
  readonly isTrust: boolean
}

function documents(template: { readonly value: TemplateMap }): readonly Document[] {
  return sites(template).flatMap((site) =>
    [...spots(template, [...site.path, 'Properties'])].flatMap(({ path, value }) => {
      const key = String(path.at(-1))
      if (!/PolicyDocument$|^KeyPolicy$/.test(key)) return []
      const statements = (value as TemplateMap)['Statement']
      if (!Array.isArray(statements)) return []
      return [
        { path, statements: statements as readonly TemplateMap[], site, isTrust: key === 'AssumeRolePolicyDocument' },
      ]
    }),
  )
}

/** What IAM refuses of a policy. */
export const policies: readonly Fault[] = [
  {
    rule: 'policy-form',
    what: 'a statement that lacks something, or says it wrong',
    *plant(template) {
      for (const { path, statements, isTrust, site } of documents(template)) {
        yield { value: put(template, [...path, 'Version'], '2012-10-18'), at: [[...path, 'Version']] }
        for (const [index, statement] of statements.entries()) {
          const own = [...path, 'Statement', index]
          const keys = Object.keys(statement).map((key) => [...own, key])
          const wrong = (key: string, value: TemplateValue | undefined) => ({
            value: put(template, [...own, key], value),
            at: [own, ...keys, [...own, key], [...path, 'Statement'], path],
          })
          yield wrong('Effect', 'allow')
          yield wrong('Effect', undefined)
          yield wrong('Action', undefined)
          yield wrong('Efect', 'Allow')
          if (isTrust) yield wrong('Principal', undefined)
          else if (site.type.startsWith('AWS::IAM::')) {
            yield wrong('Resource', undefined)
            yield wrong('Principal', { Service: 'lambda.amazonaws.com' })
          }
        }
      }
    },
  },
  {
    rule: 'policy-size',
    what: 'a policy with more characters than IAM takes',
    *plant(template) {
      for (const { path, site, isTrust } of documents(template)) {
        if (isTrust || !site.type.startsWith('AWS::IAM::')) continue
        const limit = { 'AWS::IAM::ManagedPolicy': 6144, 'AWS::IAM::Group': 5120 }[site.type] ?? 10_240
        const actions = Array.from({ length: Math.ceil(limit / 18) }, (_, index) => `dynamodb:GetItem${index}x`)
        const places = Array.from(path, (_, index) => path.slice(0, index + 1)).filter((one) => one.length >= 2)
        const statements = [{ Effect: 'Allow', Action: actions, Resource: '*' }]
        yield {
          value: put(template, [...path, 'Statement'], statements),
          at: [...places, [...path, 'Statement'], [...site.path, 'Properties']],
        }
      }
    },
  },
]
