import { readFileSync } from 'node:fs'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { GetAliasCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Session } from '@project-utils/aws'
import { applyStack, desireStack, planStack, prepareStack, readStack, readStackInput } from '@project-utils/cfn'
import { managedAliases, parseTemplate, templateFindings, templateFunctions } from '@project-utils/template'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { account, callsSince, listen, openLocal, region } from './cloud.ts'

const file = new URL('../../../examples/fraud-or-not/infrastructure/app.yaml', import.meta.url)
const template = parseTemplate(readFileSync(file, 'utf8'), 'infrastructure/app.yaml')

let local: TestCloud
let session: Session

beforeAll(async () => {
  local = await testCloud()
  session = openLocal(local.endpoint)
})
afterAll(async () => {
  session?.destroy()
  await local?.stop()
})

test('the example project is planned and created in few calls, without a dangling name or a lost function', async () => {
  const functions = ['ApiFunction', 'VoteFunction']
  const desired = desireStack({
    key: 'app',
    name: 'fraud-or-not-local-app',
    template,
    code: Object.fromEntries(functions.map((id) => [id, { bucket: 'blobs', key: id }])),
    parameters: { Environment: 'local', ShowLeaderboard: 'true' },
    tags: { project: 'fraud-or-not', environment: 'local' },
    pseudo: { account, region },
  })
  expect(Object.keys(templateFunctions(desired.resolved))).toEqual(functions)
  expect(managedAliases(template, desired.resolved).map(({ functionId, name }) => [functionId, name])).toEqual([
    ['ApiFunction', 'live'],
    ['VoteFunction', 'live'],
  ])
  expect(templateFindings(template, desired.resolved).filter(({ severity }) => severity === 'error')).toEqual([])

  const client = session.client(CloudFormationClient)
  const start = session.calls.length
  const state = await readStack(client, desired.name)
  const changeSet = await prepareStack(client, desired, state, 'r1', listen())
  const [step] = planStack({ desired, state, changeSet }).steps
  if (step === undefined) throw new Error('no step')
  expect(step.risks.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
    'widened-access ApiRole',
    'widened-access SiteBucketPolicy',
    'widened-access VoteRole',
  ])
  const input = { stack: readStackInput(step), changeSet, approvedRisks: step.risks, release: 'r1' }
  const made = await applyStack(client, input, listen())
  const calls = callsSince(session, start)
  expect(made.status).toBe('CREATE_COMPLETE')
  expect(Object.keys(made.outputs).length).toBeGreaterThan(0)
  expect(calls.length, calls.join(' ')).toBeLessThanOrEqual(9)
  const alias = new GetAliasCommand({ FunctionName: 'fraud-or-not-local-function-api', Name: 'live' })
  expect((await session.client(LambdaClient).send(alias)).FunctionVersion).toBe('$LATEST')

  const again = await prepareStack(client, desired, made, 'r2', listen())
  expect(again.empty).toBe(true)
})
