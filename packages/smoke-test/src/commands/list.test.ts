import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Invocation } from '@project-utils/cli'
import type { Envelope } from '@project-utils/contract'
import { createMasker } from '@project-utils/run'
import { beforeEach, expect, test } from 'vitest'
import { run } from './list.ts'

const signal = new AbortController().signal
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'list-'))
  writeFileSync(
    join(folder, 'project.yaml'),
    `project: votes
environments: { local: { target: local }, prod: { target: local, tier: read-only } }
suites: { smoke: [ { http: { get: "https://example.com/", expect: { status: 200 } } } ] }
`,
  )
  return () => rmSync(folder, { recursive: true, force: true })
})

async function list(flags: Invocation['flags']): Promise<Envelope> {
  const tool = { name: 'project-test', version: '0' }
  const masker = createMasker()
  const options: Invocation['options'] = (errors) => ({
    ...{ tool, run: 'r', now: () => new Date(0), emit: () => undefined, masker, signal },
    errors: Array.isArray(errors) ? errors : [],
  })
  return await run({ flags, cwd: folder, know: () => undefined, options } as unknown as Invocation)
}

test('lists the suites of a project with several environments though none is named', async () => {
  const { exitCode, data, scopes } = await list({})
  expect({ exitCode, data, scopes }).toEqual({
    exitCode: 0,
    data: [{ suite: 'smoke', part: 'check', step: 'smoke 1', kind: 'http', writes: 'no' }],
    scopes: [],
  })
})

test('lists for the environment that is named, and refuses one that is not declared', async () => {
  expect((await list({ env: 'prod' })).scopes).toMatchObject([{ environment: 'prod' }])
  await expect(list({ env: 'nobody' })).rejects.toMatchObject({ code: 'PROJECT_ENVIRONMENT_UNKNOWN' })
})
