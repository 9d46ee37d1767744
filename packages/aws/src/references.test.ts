import { afterEach, expect, it } from 'vitest'
import { type LocalService, type Received, type Reply, startService } from './local-service.test.fixture.ts'
import { type AwsReference, referenceKey, resolveReferences } from './references.ts'
import { localCredentials, openSession, type Session } from './session.ts'

let service: LocalService
let session: Session

afterEach(async () => {
  session.destroy()
  await service.close()
})

const secrets: Readonly<Record<string, object>> = {
  plain: { SecretString: 'hush' },
  json: { SecretString: '{"user":"ada","port":5432}' },
  bytes: { SecretBinary: 'AAAA' },
}

/** Knows the parameters `/n/0` to `/n/24`, those with even numbers being secure, and three secrets. */
function answer({ operation, body }: Received): Reply {
  const input = JSON.parse(body)
  if (operation === 'GetSecretValue') {
    return secrets[input.SecretId] === undefined
      ? [400, { __type: 'ResourceNotFoundException', message: 'no such secret' }]
      : [200, secrets[input.SecretId] ?? {}]
  }
  const known = input.Names.filter((name: string) => /^\/n\/(1?\d|2[0-4])$/.test(name))
  const row = (name: string) => {
    const number = Number(name.slice(3))
    return { Name: name, Type: number % 2 === 0 ? 'SecureString' : 'String', Value: `value ${number}` }
  }
  return [200, { Parameters: known.map(row) }]
}

async function resolve(references: readonly AwsReference[]) {
  service = await startService(answer)
  session = openSession({
    region: 'eu-west-1',
    endpoint: service.endpoint,
    credentials: localCredentials('111111111111'),
  })
  const hidden: string[] = []
  const values = await resolveReferences(references, session, { add: (secret) => hidden.push(secret) })
  return { values: Object.fromEntries(values), hidden }
}

const ssm = (name: string): AwsReference => ({ kind: 'ssm', name })

it('asks for ten parameters at a time, each once', async () => {
  const names = Array.from({ length: 25 }, (_, i) => `/n/${i}`)
  const { values } = await resolve([...names, ...names].map(ssm))
  expect(values).toEqual(Object.fromEntries(names.map((name, i) => [`ssm:${name}`, `value ${i}`])))
  expect(service.received.map(({ body }) => JSON.parse(body).Names.length)).toEqual([10, 10, 5])
})

it('hides secure parameters, and those only', async () => {
  const { hidden } = await resolve([ssm('/n/1'), ssm('/n/2')])
  expect(hidden).toEqual(['value 2'])
})

it('reads a secret once, whole and by field, and hides both', async () => {
  const { values, hidden } = await resolve([
    { kind: 'secret', name: 'json', key: 'user' },
    { kind: 'secret', name: 'json', key: 'port' },
    { kind: 'secret', name: 'plain' },
  ])
  expect(values).toEqual({ 'secret:json#user': 'ada', 'secret:json#port': '5432', 'secret:plain': 'hush' })
  expect(service.received).toHaveLength(2)
  expect(hidden).toEqual(expect.arrayContaining(['ada', '5432', 'hush', '{"user":"ada","port":5432}']))
})

it('passes over outputs', async () => {
  const { values } = await resolve([{ kind: 'outputs', stack: 'app', output: 'Url' }])
  expect(values).toEqual({})
  expect(service.received).toEqual([])
})

it('names all parameters that do not exist', async () => {
  await expect(resolve([ssm('/n/1'), ssm('/no/1'), ssm('/no/2')])).rejects.toMatchObject({
    code: 'AWS_PARAMETER_MISSING',
    message: 'no such parameter in eu-west-1: /no/1, /no/2',
  })
})

it.each([
  [{ kind: 'secret', name: 'nowhere' }, 'AWS_SECRET_MISSING'],
  [{ kind: 'secret', name: 'bytes' }, 'AWS_SECRET_FIELD'],
  [{ kind: 'secret', name: 'json', key: 'toString' }, 'AWS_SECRET_FIELD'],
  [{ kind: 'secret', name: 'plain', key: 'user' }, 'AWS_SECRET_FIELD'],
] as const)('refuses %o without quoting the secret', async (reference, code) => {
  const error: unknown = await resolve([reference]).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code })
  expect(String(error)).not.toMatch(/hush|5432/)
})

it.each([
  [ssm('/x'), 'ssm:/x'],
  [{ kind: 'secret', name: 's' }, 'secret:s'],
  [{ kind: 'secret', name: 's', key: 'k' }, 'secret:s#k'],
] as const)('names %o %s', (reference, key) => {
  expect(referenceKey(reference)).toBe(key)
})
