import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from '@project-utils/contract'
import { createMasker } from '@project-utils/run'
import { expect, it } from 'vitest'
import { loadOptions } from './open-project.ts'
import { connect } from './open-target.ts'
import type { FlagValues, Invocation } from './program.ts'
import { openRecord } from './record.ts'

const scope: Scope = {
  project: 'votes',
  environment: 'dev',
  tier: 'full',
  account: '111111111111',
  region: 'us-east-1',
}

interface Scene {
  readonly flags?: FlagValues
  readonly environment?: Readonly<Record<string, string>>
  readonly cwd?: string
}

function invoke({ flags = {}, environment = {}, cwd = '/' }: Scene): { invocation: Invocation; end: () => void } {
  const endings: (() => void)[] = []
  const invocation = {
    ...{ flags, environment, cwd, title: 'ship send', masker: createMasker() },
    program: { bin: 'project-ship', version: '1.2.3' },
    signal: new AbortController().signal,
    know() {},
    show() {},
    atEnd: (action: () => void) => void endings.push(action),
  }
  return {
    invocation: invocation as unknown as Invocation,
    end: () => {
      for (const ending of endings) ending()
    },
  }
}

const project = (...scopes: readonly Scope[]) => ({ name: 'votes', environment: 'dev', scopes })

it('refuses several targets and names the way to one', async () => {
  const { invocation } = invoke({})
  await expect(connect(invocation, project(scope, { ...scope, region: 'eu-west-1' }))).rejects.toMatchObject({
    code: 'CLI_SEVERAL_TARGETS',
    message: 'environment "dev" of "votes" has 2 targets: us-east-1, eu-west-1',
    hint: 'choose one with --region us-east-1',
  })
})

it.each(['https://s3.amazonaws.com', 'http://192.168.1.4:4566', 'http://127.0.0.1.example.com'])(
  'never takes %s for the local cloud',
  async (endpoint) => {
    const { invocation } = invoke({ environment: { AWS_ENDPOINT_URL: endpoint } })
    await expect(connect(invocation, project({ ...scope, local: true }))).rejects.toMatchObject({
      code: 'AWS_ENDPOINT_NOT_LOCAL',
    })
  },
)

it('refuses a file of --record that cannot be written before anything is opened', async () => {
  const { invocation } = invoke({ flags: { record: '/no/such/folder/calls' } })
  await expect(connect(invocation, project(scope))).rejects.toMatchObject({ code: 'CLI_RECORD_FILE' })
})

it('opens a session in the region of the target and writes its calls at the end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cli-record-'))
  try {
    const { invocation, end } = invoke({ flags: { record: 'calls.ndjson', profile: 'acme' }, cwd: folder })
    const target = await connect(invocation, project(scope))
    expect(target.session).toMatchObject({ region: 'us-east-1', profile: 'acme', calls: [] })
    expect(target).not.toHaveProperty('cloud')
    end()
    expect(await readFile(join(folder, 'calls.ndjson'), 'utf8')).toBe('')
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('records a call a line, those of several sessions after each other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cli-record-'))
  const call = { service: 's3', operation: 'PutObject', at: '2026-11-21T16:00:00.000Z', ms: 3, mutating: true }
  try {
    const [first, second] = [openRecord('calls', folder), openRecord('calls', folder)]
    first([call, call])
    second([{ ...call, service: 'lambda' }])
    const lines = (await readFile(join(folder, 'calls'), 'utf8')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).service)).toEqual(['s3', 's3', 'lambda'])
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('hands every flag that chooses a project on, and nothing that was not given', () => {
  const flags = { config: 'a.yaml', project: 'votes', env: 'dev', target: 'local', region: 'eu-west-1', set: ['a=1'] }
  expect(loadOptions(flags, '/here')).toEqual({
    ...{ cwd: '/here', config: 'a.yaml', project: 'votes', environment: 'dev', target: 'local' },
    ...{ region: 'eu-west-1', set: ['a=1'] },
  })
  expect(loadOptions({ env: undefined, json: true }, '/here')).toEqual({ cwd: '/here' })
})
