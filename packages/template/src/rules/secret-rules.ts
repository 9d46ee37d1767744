import { isKnownMap, type ResolvedMap, type ResolvedValue } from '../unknown.ts'
import type { TemplatePath } from '../value.ts'
import { isMap } from '../value.ts'
import type { Rule } from './rule.ts'
import { sitesOf } from './site.ts'
import { guidePage } from './sources.ts'

const practices = guidePage('security-best-practices')

/** Names that hold secrets, and not the name or ARN of one. */
const secretName =
  /(password|passwd|passphrase|secret|api_?key|(api|auth|access|bearer|github|oauth|slack)_?token|private_?key|client_?secret)s?$/i
const harmless =
  /(arn|name|id|path|key_?name|policy|rotation|length|enabled|version|prefix|ttl|expir\w*)$|^(generate|managed?|rotate|require|use|enable|allow|reset|show|min|max)|characters|exclude/i

/** Parameters that hold a secret and show it. */
export const shownPassword: Rule = {
  id: 'template/shown-secret',
  category: 'security',
  severity: 'warning',
  summary: 'A parameter that holds a secret has NoEcho and no default.',
  source: `${guidePage('parameters-section-structure')} ${practices}`,
  *check({ template }) {
    for (const { name, type, noEcho, default: fallback } of Object.values(template.parameters)) {
      const isSecret = type === 'String' && (secretName.test(name) || /token$/i.test(name)) && !harmless.test(name)
      if (isSecret && !noEcho) {
        const message = `parameter ${name} looks like a secret, and anybody who sees the stack sees its value`
        yield { path: ['Parameters', name], message, fix: 'add "NoEcho: true", or use a dynamic reference to a secret' }
      }
      if ((isSecret || noEcho) && fallback !== undefined && fallback !== '' && !isReference(fallback)) {
        const message = `the secret parameter ${name} has a default that stands in the template`
        yield { path: ['Parameters', name, 'Default'], message, fix: 'remove the default' }
      }
    }
  },
}

/** Secrets written into properties. */
export const plainSecret: Rule = {
  id: 'template/plain-secret',
  category: 'security',
  severity: 'warning',
  summary: 'No property holds a secret in plain text.',
  source: `${practices} ${guidePage('dynamic-references')}`,
  *check(input) {
    for (const { logicalId, type, at } of sitesOf(input)) {
      const written = input.template.resources[logicalId]?.properties ?? {}
      // Schemas of bodies name fields so that hold nobody's secret.
      if (type.startsWith('AWS::CloudFormation::') || type === 'AWS::ApiGateway::Model') continue
      const text = type === 'AWS::SecretsManager::Secret' ? (written as ResolvedMap)['SecretString'] : undefined
      if (typeof text === 'string' && !isReference(text) && text !== '') {
        const message = `the secret ${logicalId} stands in plain text in the template`
        yield { path: at('SecretString'), message, fix: 'let it be made: "GenerateSecretString: { … }"' }
      }
      for (const path of secretsIn(written as ResolvedValue, [])) {
        yield {
          path: at(...path),
          message: `${path.at(-1)} of ${logicalId} stands in plain text in the template`,
          fix: 'refer to a secret: "{{resolve:secretsmanager:name:SecretString:key}}"',
        }
      }
      const accessKey = keysIn(written as ResolvedValue, [])
      for (const path of accessKey) {
        const fix = 'take it back at once, and use a role instead'
        yield { path: at(...path), message: 'this is an access key of AWS in plain text', fix }
      }
    }
  },
}

function* secretsIn(value: ResolvedValue, path: TemplatePath): Generator<TemplatePath> {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly ResolvedValue[]).entries()) yield* secretsIn(item, [...path, index])
    return
  }
  if (!isKnownMap(value) || !isMap(value)) return
  for (const [key, item] of Object.entries(value)) {
    const isSecret = secretName.test(key) && !harmless.test(key)
    if (typeof item === 'string' && isSecret && looksSecret(item)) yield [...path, key]
    else if (typeof item === 'object') yield* secretsIn(item, [...path, key])
  }
}

function* keysIn(value: ResolvedValue, path: TemplatePath): Generator<TemplatePath> {
  if (typeof value === 'string') {
    if (/^(AKIA|ASIA)[A-Z0-9]{16}$/.test(value) && !value.endsWith('EXAMPLE')) yield path
    return
  }
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly ResolvedValue[]).entries()) yield* keysIn(item, [...path, index])
  } else if (isKnownMap(value)) {
    for (const [key, item] of Object.entries(value)) yield* keysIn(item, [...path, key])
  }
}

/** Words, names of places and references are no secrets. */
function looksSecret(text: string): boolean {
  if (text === '' || isReference(text) || /^(true|false|\*+|none|null|seconds|minutes|hours|days)$/i.test(text))
    return false
  if (/^(arn:|\/|https?:|\$|<)/.test(text) || /\s/.test(text)) return false
  return text.length >= 6
}

function isReference(text: string): boolean {
  return text.includes('{{resolve:') || text.includes('${')
}
