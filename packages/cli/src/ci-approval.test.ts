import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Decision, Plan } from '@project-utils/contract'
import { createMasker } from '@project-utils/run'
import { expect, it, onTestFinished } from 'vitest'
import { type CiApprover, decideInCi } from './ci-approval.ts'
import { plainPaint } from './paint.ts'
import { plainReporter } from './plain-report.ts'
import type { Invocation } from './program.ts'

const plan: Plan = {
  kind: 'deploy',
  scopes: [{ project: 'votes', environment: 'prod', tier: 'read-only', account: '111111111111', region: 'us-east-1' }],
  ...{ steps: [], assumes: {}, prepared: [], refusals: [], notes: [], fingerprint: 'f1' },
}
const asks: Decision = { kind: 'ask', reason: 'a read-only environment takes only an approved plan' }

/** Claims as "OpenID Connect reference" of GitHub's documentation shows them. */
const claims = {
  ...{ environment: 'prod', repository: 'acme/votes', repository_id: '42', run_id: '99', actor: 'ada' },
  ...{
    iss: 'https://token.actions.githubusercontent.com',
    aud: 'project-utils',
    sub: 'repo:acme/votes:environment:prod',
  },
}

interface Scene {
  readonly claims?: object
  readonly status?: number
  readonly approver?: CiApprover
  readonly decision?: Decision
  readonly noToken?: boolean
}

async function decide({ claims: given = claims, status = 200, approver, decision = asks, noToken }: Scene) {
  const asked: string[] = []
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = `${part({ alg: 'RS256' })}.${part(given)}.c2lnbmF0dXJl`
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ value: token }))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?api-version=2.0`
  const masker = createMasker()
  const told: string[] = []
  const invocation = {
    flags: {},
    environment: {
      CI: 'true',
      ...(noToken === true
        ? {}
        : { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'planted-token' }),
    },
    masker,
    signal: new AbortController().signal,
    confirm: async () => 'nobody' as const,
    tell: async (text: Parameters<Invocation['tell']>[0]) =>
      void told.push(text(plainReporter, { paint: plainPaint, width: 80 })),
  }
  const approval = await decideInCi(invocation as unknown as Invocation, approver ?? { environment: 'prod' })(
    plan,
    decision,
  )
  return { approval, asked, masked: masker.mask(`${token} planted-token`), told }
}

it('takes the approval of a job that runs in the environment of the same name, and proves it', async () => {
  const { approval, asked, masked } = await decide({})
  expect(approval).toMatchObject({
    ...{ fingerprint: 'f1', by: 'ada' },
    proof: { kind: 'ci', environment: 'prod', runId: '99', actor: 'ada' },
  })
  expect(asked).toEqual(['/token?api-version=2.0&audience=project-utils Bearer planted-token'])
  expect(masked).toBe('••• •••')
})

it.each<[string, Scene]>([
  ['in another environment', { claims: { ...claims, environment: 'dev' } }],
  ['in no environment', { claims: { ...claims, environment: undefined } }],
  ['of another repository', { approver: { environment: 'prod', github: { repository: 'acme/other' } } }],
  [
    'of a repository that only has the name',
    { approver: { environment: 'prod', github: { repository: 'acme/votes', repositoryId: 7 } } },
  ],
  ['that GitHub gives no token', { status: 403 }],
  ['without the permission id-token', { noToken: true }],
])('is not content with a job %s', async (_, scene) => {
  const { approval, told } = await decide(scene)
  expect(approval).toBeUndefined()
  expect(told.join('\n')).toContain('nobody is there to approve the plan')
})

it('takes that of the repository that the project names, also by its number', async () => {
  const approver = { environment: 'prod', github: { repository: 'acme/votes', repositoryId: 42 } }
  expect((await decide({ approver })).approval?.proof.kind).toBe('ci')
})

it('asks nobody where the tier lets the plan go', async () => {
  const { approval, asked } = await decide({ decision: { kind: 'go' } })
  expect(approval?.proof.kind).toBe('tier')
  expect(asked).toEqual([])
})
