import { ProjectError } from '@project-utils/contract'
import { explain } from './explain.ts'
import { isCode } from './sdk-error.ts'
import type { Session } from './session.ts'

/** A reference of the YAML; `outputs` and `captured` are for others to resolve and are passed over here. */
export type AwsReference =
  | { readonly kind: 'ssm'; readonly name: string }
  | { readonly kind: 'secret'; readonly name: string; readonly key?: string }
  | { readonly kind: 'outputs'; readonly stack: string; readonly output: string }
  | { readonly kind: 'captured'; readonly name: string }

/** Takes the secrets that must not show anywhere. */
export interface SecretKeeper {
  add(secret: string): void
}

type SessionClients = Pick<Session, 'client' | 'region' | 'profile'>

/** One word for a reference: `ssm:/name`, `secret:name`, `secret:name#key`, `outputs:stack.output`, `captured:name`. */
export function referenceKey(reference: AwsReference): string {
  if (reference.kind === 'ssm') return `ssm:${reference.name}`
  if (reference.kind === 'captured') return `captured:${reference.name}`
  if (reference.kind === 'outputs') return `outputs:${reference.stack}.${reference.output}`
  return reference.key === undefined ? `secret:${reference.name}` : `secret:${reference.name}#${reference.key}`
}

/**
 * Looks up all `ssm` and `secret` references and gives their values by `referenceKey`. Secure parameters and secrets,
 * whole and by field, are given to `masker` before anything else is done with them.
 *
 * @throws ProjectError `AWS_PARAMETER_MISSING`, `AWS_SECRET_MISSING`, `AWS_SECRET_FIELD`, or why AWS refused
 */
export async function resolveReferences(
  references: readonly AwsReference[],
  session: SessionClients,
  masker: SecretKeeper,
): Promise<ReadonlyMap<string, string>> {
  const parameters = new Set(references.filter((r) => r.kind === 'ssm').map((r) => r.name))
  const secrets = references.filter((r) => r.kind === 'secret')
  const values = await Promise.all([
    readParameters([...parameters], session, masker),
    ...[...new Set(secrets.map((r) => r.name))].map((name) => {
      const group = secrets.filter((r) => r.name === name)
      return readSecret(name, group, session, masker)
    }),
  ])
  return new Map(values.flat())
}

type Entry = readonly [key: string, value: string]

async function readParameters(
  names: readonly string[],
  session: SessionClients,
  masker: SecretKeeper,
): Promise<readonly Entry[]> {
  if (names.length === 0) return []
  const { GetParametersCommand, SSMClient } = await import('./sdk.ts')
  const client = session.client(SSMClient)
  // GetParameters takes ten names at most.
  const tens = Array.from({ length: Math.ceil(names.length / 10) }, (_, i) => names.slice(i * 10, i * 10 + 10))
  const answers = await Promise.all(
    tens.map(async (ten) => {
      try {
        return await client.send(new GetParametersCommand({ Names: ten, WithDecryption: true }))
      } catch (error) {
        throw explain(error, `reading the parameters ${ten.join(', ')}`, session.profile)
      }
    }),
  )
  const found = new Map<string, string>()
  for (const { Name = '', ARN = '', Selector = '', Type, Value = '' } of answers.flatMap((a) => a.Parameters ?? [])) {
    if (Type === 'SecureString') masker.add(Value)
    for (const name of [Name, `${Name}${Selector}`, ARN, `${ARN}${Selector}`]) found.set(name, Value)
  }
  const missing = names.filter((name) => !found.has(name))
  if (missing.length > 0) {
    throw new ProjectError('AWS_PARAMETER_MISSING', `no such parameter in ${session.region}: ${missing.join(', ')}`, {
      hint: `aws ssm put-parameter --region ${session.region} --name ${missing[0]} --type String --value <value>`,
    })
  }
  return names.map((name) => [`ssm:${name}`, found.get(name) ?? ''])
}

async function readSecret(
  name: string,
  group: readonly Extract<AwsReference, { kind: 'secret' }>[],
  session: SessionClients,
  masker: SecretKeeper,
): Promise<readonly Entry[]> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('./sdk.ts')
  let secret: string | undefined
  try {
    secret = (await session.client(SecretsManagerClient).send(new GetSecretValueCommand({ SecretId: name })))
      .SecretString
  } catch (error) {
    if (!isCode(error, 'ResourceNotFoundException')) throw explain(error, `reading the secret ${name}`, session.profile)
    throw new ProjectError('AWS_SECRET_MISSING', `no such secret in ${session.region}: ${name}`, {
      cause: error,
      hint: `aws secretsmanager create-secret --region ${session.region} --name ${name} --secret-string <value>`,
    })
  }
  if (secret === undefined) {
    throw new ProjectError('AWS_SECRET_FIELD', `the secret ${name} holds bytes, no text`, {
      hint: 'store it as text (SecretString)',
    })
  }
  masker.add(secret)
  const whole = secret
  const entries = group.map((reference): Entry => {
    const value = reference.key === undefined ? whole : fieldOf(whole, name, reference.key)
    return [referenceKey(reference), value]
  })
  for (const [, value] of entries) masker.add(value)
  return entries
}

function fieldOf(secret: string, name: string, key: string): string {
  const value = Object.entries(parseObject(secret)).find(([field]) => field === key)?.[1]
  if (value === undefined || value === null) {
    throw new ProjectError('AWS_SECRET_FIELD', `the secret ${name} is no JSON object with a field "${key}"`, {
      hint: `write \${secret:${name}} for the whole text, or store JSON with that field`,
    })
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function parseObject(secret: string): object {
  try {
    const value: unknown = JSON.parse(secret)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  } catch {
    // The parser's message would quote the secret.
    return {}
  }
}
