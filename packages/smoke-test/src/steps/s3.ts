import type { S3Client } from '@aws-sdk/client-s3'
import { isCode } from '@project-utils/aws'
import { compareShape } from '../expect/compare-shape.ts'
import { countDifference, readCount } from '../expect/count.ts'
import { jsonDifferences } from '../expect/json-text.ts'
import { namedTextDifferences, readNamedTexts } from '../expect/named-texts.ts'
import { parseShape } from '../expect/shape.ts'
import { parseTextExpectation, textDifference } from '../expect/text-expectation.ts'
import {
  commonReaders,
  type Fields,
  isGiven,
  isOpen,
  type Reader,
  readAnything,
  readExpected,
  readFields,
  readName,
  readText,
  readTextMap,
  readTrue,
  readVerb,
} from '../read-fields.ts'
import type { Report } from '../report.ts'
import { attemptService, type ServiceOutcome, shownLimit } from '../service/attempt.ts'
import { readObject } from '../service/object-body.ts'
import { objectHeaders } from '../service/object-headers.ts'
import { findResource, type ResourceKind } from '../service/resource.ts'
import { type Attempt, defaultTimeLimit, type PreparedStep, type StepKind, type StepWorld } from '../step-kind.ts'
import { cut, show } from '../values.ts'

const bucket: ResourceKind = { word: 'bucket', types: ['AWS::S3::Bucket'], gone: ['NoSuchBucket'] }

const verbs = ['get', 'list', 'put', 'delete'] as const
type Verb = (typeof verbs)[number]

const readPrefix: Reader<string> = (value, report) => (value === '' ? '' : readText(value, report))
const readContains: Reader<ReturnType<typeof parseTextExpectation> & object> = (value, report) =>
  parseTextExpectation(value, 'contains', report)

const readers = {
  bucket: readName,
  get: readText,
  list: readPrefix,
  put: readText,
  delete: readText,
  body: readAnything,
  headers: readTextMap,
  ...commonReaders,
}

const ofObject = {
  absent: readTrue,
  headers: readNamedTexts,
  bytes: readCount,
  text: readContains,
  json: parseShape,
}
const ofList = { count: readCount, keys: parseShape }

type Operation =
  | { readonly verb: 'get'; readonly key: string; readonly expected: Fields<typeof ofObject> }
  | { readonly verb: 'list'; readonly key: string; readonly expected: Fields<typeof ofList> }
  | {
      readonly verb: 'put'
      readonly key: string
      readonly body: string
      readonly headers: Readonly<Record<string, string>>
    }
  | { readonly verb: 'delete'; readonly key: string }

/** `s3`: reads, lists, writes or deletes objects of a bucket; S3 is strongly consistent. */
export const s3Step: StepKind = {
  prepare: (settings, report) => {
    const fields = readFields(settings, readers, report)
    const verb = readVerb(settings, verbs, report)
    const isComplete = isGiven(settings, 'bucket', 'SiteBucket', report)
    const operation = verb === undefined ? undefined : readOperation(verb, fields, report)
    if (operation === undefined || !isComplete || fields.bucket === undefined) return undefined
    const name = fields.bucket
    const negative = isOpen(settings['expect']) ? undefined : negativeOf(operation)
    return {
      writes: fields.writes ?? (operation.verb === 'put' || operation.verb === 'delete'),
      timeLimit: fields.timeout ?? defaultTimeLimit,
      ...(negative === undefined ? {} : { negative }),
      attempt: (world, signal) => attempt(name, operation, world, signal),
    } satisfies PreparedStep
  },
}

function readOperation(verb: Verb, fields: Fields<typeof readers>, report: Report): Operation | undefined {
  const key = fields[verb]
  const { body, headers, expect } = fields
  if (verb === 'put') {
    if (body === undefined) report.tell('SMOKE_SETTING_INVALID', 'needs body', 'such as body: "hello"')
    const known = (name: string): boolean => /^(content-type|cache-control|x-amz-meta-.+)$/i.test(name)
    for (const name of Object.keys(headers ?? {}).filter((one) => !known(one))) {
      const hint = 'content-type, cache-control, or x-amz-meta-…'
      report.at('headers', name).tell('SMOKE_SETTING_INVALID', `${name} is no header of an object`, hint)
    }
  } else if (body !== undefined || headers !== undefined) {
    const name = body === undefined ? 'headers' : 'body'
    report.at(name).tell('SMOKE_SETTING_INVALID', `${verb} sends no ${name}`, `leave ${name} out, or write put`)
  }
  if (verb === 'put' || verb === 'delete') {
    if (expect !== undefined) {
      const hint = 'leave it out; a later step that gets the object proves what is there'
      report.at('expect').tell('SMOKE_EXPECTATION_INVALID', `${verb} proves only that S3 took it`, hint)
    }
    if (key === undefined) return undefined
    if (verb === 'delete') return { verb, key }
    const content = typeof body?.value === 'string' ? body.value : JSON.stringify(body?.value ?? null)
    const type = typeof body?.value === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
    const own = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
    return { verb, key, body: content, headers: { 'content-type': type, ...own } }
  }
  if (verb === 'list') {
    const expected = readExpected(expect?.value, ofList, report.at('expect'))
    return key === undefined || expected === undefined ? undefined : { verb, key, expected }
  }
  const expected = readExpected(expect?.value, ofObject, report.at('expect'))
  if (key === undefined || expected === undefined) return undefined
  if (expected.absent === true && Object.values(expected).filter((one) => one !== undefined).length > 1) {
    const hint = 'leave the others out'
    report.at('expect', 'absent').tell('SMOKE_EXPECTATION_INVALID', 'an absent object has nothing else', hint)
  }
  return { verb, key, expected }
}

function negativeOf(operation: Operation): string | undefined {
  if (operation.verb === 'get') return operation.expected.absent === true ? 'no object' : undefined
  if (operation.verb !== 'list') return undefined
  return listDifferences(operation.expected, []).length === 0 ? 'what holds without any object, too' : undefined
}

async function attempt(written: string, operation: Operation, world: StepWorld, signal: AbortSignal): Promise<Attempt> {
  const of = findResource(written, bucket, world)
  const { verb, key } = operation
  const action = { get: 'GetObject', list: 'ListBucket', put: 'PutObject', delete: 'DeleteObject' }[verb]
  const headers = verb === 'put' ? { headers: operation.headers, body: cut(operation.body, shownLimit) } : {}
  const request = {
    what: `${action} s3://${of.name}/${key}`,
    needs: [verb === 'get' ? 's3:GetObject, and s3:ListBucket to tell a missing object' : `s3:${action}`],
    of,
    shown: { title: `${action} s3://${of.name}/${key}`, ...headers },
  }
  return await attemptService(request, signal, async () => {
    const { S3Client } = await import('../service/sdk-s3.ts')
    const client = world.client(S3Client)
    if (verb === 'get') return await get(client, of.name, operation, signal)
    if (verb === 'list') return await list(client, of.name, operation, signal)
    return await write(client, of.name, operation, signal)
  })
}

/** Bytes of an object that is read also where nothing is expected of its body. */
const smallObject = 256 * 1024

async function get(
  client: S3Client,
  Bucket: string,
  { key, expected }: Extract<Operation, { verb: 'get' }>,
  abortSignal: AbortSignal,
): Promise<ServiceOutcome> {
  const { GetObjectCommand } = await import('../service/sdk-s3.ts')
  try {
    // An answer to HEAD would not tell a missing object from a missing bucket.
    const { Body, ...object } = await client.send(new GetObjectCommand({ Bucket, Key: key }), { abortSignal })
    const headers = objectHeaders(object)
    const stream = Body as Parameters<typeof readObject>[0] | undefined
    const size = object.ContentLength ?? 0
    const isRead = expected.text !== undefined || expected.json !== undefined
    // Captures may want what is not expected; nobody waits for a large object for that.
    const isFetched = isRead || size <= smallObject
    if (!isFetched) stream?.destroy?.()
    const bytes =
      isFetched && stream !== undefined ? await readObject(stream, key, object.ContentEncoding, abortSignal) : undefined
    const text = bytes === undefined ? undefined : decode(bytes)
    const answer = { headers, bytes: size, ...(text === undefined ? {} : { text, json: parse(text) }) }
    if (expected.absent === true) return { differences: [`expected no object ${key}, there is one`], answer }
    return { differences: objectDifferences(expected, headers, size, isRead ? text : ''), answer }
  } catch (error) {
    if (!isCode(error, 'NoSuchKey')) throw error
    const differences = expected.absent === true ? [] : [`expected object ${key}, there is none`]
    return { differences, answer: {}, shown: { title: 'no such object' } }
  }
}

function objectDifferences(
  { headers, bytes, text: wanted, json }: Fields<typeof ofObject>,
  actual: Readonly<Record<string, string>>,
  size: number,
  text: string | undefined,
): readonly string[] {
  const differences = headers === undefined ? [] : [...namedTextDifferences(headers, actual, 'header')]
  const difference = bytes === undefined ? undefined : countDifference(bytes, size, 'bytes')
  if (difference !== undefined) differences.push(difference)
  if (text === undefined) return [...differences, 'body: expected UTF-8, got bytes that are none']
  const other = wanted === undefined ? undefined : textDifference(wanted, text)
  if (other !== undefined) differences.push(`body: expected ${other}`)
  return json === undefined ? differences : [...differences, ...jsonDifferences(json, text, 'json')]
}

async function list(
  client: S3Client,
  Bucket: string,
  { key: Prefix, expected }: Extract<Operation, { verb: 'list' }>,
  abortSignal: AbortSignal,
): Promise<ServiceOutcome> {
  const { ListObjectsV2Command } = await import('../service/sdk-s3.ts')
  const keys: string[] = []
  let ContinuationToken: string | undefined
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }), { abortSignal })
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])))
    ContinuationToken = page.NextContinuationToken
    if (keys.length > mostKeys) {
      const differences = [`more than ${mostKeys} objects begin with ${show(Prefix)}; name a longer prefix`]
      return { differences, answer: {} }
    }
  } while (ContinuationToken !== undefined)
  return { differences: listDifferences(expected, keys), answer: { json: keys } }
}

/** Objects that a step counts: a check that needs more is no check. */
const mostKeys = 10_000

function listDifferences({ count, keys: shape }: Fields<typeof ofList>, keys: readonly string[]): readonly string[] {
  const difference = count === undefined ? undefined : countDifference(count, keys.length, 'objects')
  const found = shape === undefined ? [] : compareShape(shape, keys, 'keys')
  return difference === undefined ? found : [difference, ...found]
}

async function write(
  client: S3Client,
  Bucket: string,
  operation: Extract<Operation, { verb: 'put' | 'delete' }>,
  abortSignal: AbortSignal,
): Promise<ServiceOutcome> {
  const { DeleteObjectCommand, PutObjectCommand } = await import('../service/sdk-s3.ts')
  const { key: Key } = operation
  if (operation.verb === 'delete') {
    await client.send(new DeleteObjectCommand({ Bucket, Key }), { abortSignal })
    return { differences: [], answer: {} }
  }
  const { 'content-type': ContentType, 'cache-control': CacheControl, ...others } = operation.headers
  const Metadata = Object.fromEntries(
    Object.entries(others).map(([name, value]) => [name.replace(/^x-amz-meta-/, ''), value]),
  )
  const command = new PutObjectCommand({ Bucket, Key, Body: operation.body, ContentType, CacheControl, Metadata })
  const { ETag = '' } = await client.send(command, { abortSignal })
  return { differences: [], answer: { headers: { etag: ETag } } }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
