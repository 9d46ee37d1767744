import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'
import { localCredentials, openSession, type Session } from '@project-utils/aws'
import type { AuditEntry, Event, Holder, Release, Scope } from '@project-utils/contract'
import { openRecords, type Records } from '@project-utils/records'
import { sha256 } from '@project-utils/run'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

const never = new AbortController().signal
const region = 'eu-west-1'
const account = '444455556666'
let cloud: TestCloud
let session: Session
let projects = 0

beforeAll(async () => {
  cloud = await testCloud()
  session = openSession({ region, endpoint: cloud.endpoint, credentials: localCredentials(account) })
  const s3 = session.client(S3Client)
  const Bucket = `project-utils-${account}-${region}`
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }))
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
})

afterAll(async () => {
  session.destroy()
  await cloud.stop()
})

/** A project of its own for each test, so that their keys never meet. */
function newScope(): Scope {
  projects += 1
  return { project: `shop-${projects}`, environment: 'dev', tier: 'full', account, region, local: true }
}

function open(scope: Scope, isAlive?: (holder: Holder) => boolean): Records {
  const now = (): Date => new Date()
  const s3 = session.client(S3Client)
  return openRecords(isAlive === undefined ? { s3, scope, now } : { s3, scope, now, isAlive })
}

const holder = (run: string): Holder => ({ run, actor: 'ada', command: 'deploy', host: 'laptop', pid: 7 })

function release(id: string, seq: number, outcome: Release['outcome']): Release {
  return {
    v: 1,
    id,
    seq,
    run: `run-${id}`,
    outcome,
    startedAt: '2026-11-21T16:00:00Z',
    actor: 'ada',
    toolVersion: '0.1.0',
    fingerprint: sha256(id),
    stacks: {},
    functions: {},
    checks: [],
    steps: [],
  }
}

it('gives a lock to one of eight, twenty times over', async () => {
  for (let contest = 0; contest < 20; contest += 1) {
    const scope = newScope()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => open(scope).lock.acquire(scope, holder(`run-${index}`), never)),
    )
    const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    const losers = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(winners).toHaveLength(1)
    for (const reason of losers) expect(reason).toMatchObject({ code: 'RECORDS_LOCKED' })
    await winners[0]?.release()
    expect(await open(scope).lock.read(scope)).toBeUndefined()
  }
})

it('says by the server when a lock ends, and hands over that of a dead holder', async () => {
  const scope = newScope()
  const held = await open(scope).lock.acquire(scope, holder('a'), never)
  const state = await open(scope).lock.read(scope)
  expect(state).toMatchObject({ run: 'a', over: false })
  expect(Date.parse(state?.expires ?? '')).toBeGreaterThan(Date.now() + 30_000)
  const next = await open(scope, ({ run }) => run !== 'a').lock.acquire(scope, holder('b'), never)
  await held.release()
  expect(await open(scope).lock.read(scope)).toMatchObject({ run: 'b' })
  await next.release()
})

it('keeps blobs once, with what is said about them, and knows which are missing', async () => {
  const { blobs } = open(newScope())
  const shas = Array.from({ length: 12 }, (_, index) => sha256(`blob ${index}`))
  const body = new TextEncoder().encode('bytes')
  for (const sha of shas.slice(0, 6)) expect(await blobs.put(sha, body, { codeSha256: 'abc=' })).toBe('written')
  expect(await blobs.put(shas[0] ?? '', body)).toBe('present')
  expect(await blobs.missing(shas)).toEqual(shas.slice(6))
  expect(await blobs.missing(shas.slice(5, 7))).toEqual(shas.slice(6, 7))
  expect(await blobs.get(shas[0] ?? '')).toEqual({ body: new Uint8Array(body), meta: { codeSha256: 'abc=' } })
})

it('records releases, and tells none yet from no bucket', async () => {
  const { releases } = open(newScope())
  expect(await releases.current()).toBeUndefined()
  await releases.start(release('a', 1, 'started'), undefined)
  await releases.finish(release('a', 1, 'succeeded'))
  expect(await releases.current()).toMatchObject({ value: { latest: { id: 'a' }, good: { id: 'a' } } })
  const elsewhere = { ...newScope(), region: 'us-east-1' }
  expect(await open(elsewhere).releases.current()).toBe('no-bucket')
  await expect(open(elsewhere).releases.start(release('a', 1, 'started'), 'no-bucket')).rejects.toMatchObject({
    code: 'RECORDS_NO_BUCKET',
  })
})

it('keeps one audit chain when eight write at once', async () => {
  const scope = newScope()
  const entry: AuditEntry = { kind: 'intent', command: 'deploy', actor: 'ada', fingerprint: sha256('f'), steps: [] }
  await Promise.all(Array.from({ length: 8 }, (_, index) => open(scope).audit.write(scope, entry, `run-${index}`)))
  expect(await open(scope).audit.verify()).toEqual({ entries: 8 })
  expect(await open(scope).audit.list(3)).toMatchObject([{ seq: 8 }, { seq: 7 }, { seq: 6 }])
})

it('lets others follow the newest run', async () => {
  const { runs } = open(newScope())
  expect(await runs.latest()).toBeUndefined()
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const ids = ['20250101T000000Z-a', `${stamp}-a`, `${stamp}-b`]
  for (const run of ids) {
    const log = runs.log(run)
    log.append({ v: 1, t: stamp, seq: 1, run, type: 'warning', message: 'first' })
    await log.flush()
    log.append({ v: 1, t: stamp, seq: 2, run, type: 'warning', message: 'second' } satisfies Event)
    await log.flush()
  }
  expect(await runs.latest()).toBe(ids[2])
  expect(await runs.read(ids[2] ?? '', 1)).toMatchObject({ events: [{ message: 'second' }], next: 2, ended: false })
})

it('changes state only from what was read', async () => {
  const { state } = open(newScope())
  const first = await state.write('seed', 1)
  const second = await state.write('seed', 2, first)
  await expect(state.write('seed', 3, first)).rejects.toMatchObject({ code: 'RECORDS_CONFLICT' })
  expect(await state.read('seed')).toEqual({ value: 2, etag: second })
})
