import { readDuration } from '../duration.ts'
import { redirecting } from '../http/redirects.ts'
import { readOpenApi } from '../openapi/expectation.ts'
import { type Fields, readAnything, readExpected } from '../read-fields.ts'
import type { Report } from '../report.ts'
import { unresolved } from '../step-kind.ts'
import { readAtPaths } from './at-paths.ts'
import { readSchema } from './json-schema.ts'
import type { LateExpectation } from './late-expectation.ts'
import { type NamedTexts, readNamedTexts } from './named-texts.ts'
import { type Percentile, readPercentiles } from './percentiles.ts'
import { tellEmpty } from './read-expect.ts'
import { parseShape, type Shape } from './shape.ts'
import { readSize, type SizeExpectation } from './size.ts'
import { parseStatus, type StatusExpectation, successful } from './status.ts'
import { parseTextExpectation, type TextExpectation } from './text-expectation.ts'

/** What is expected of an answer over HTTP. */
export interface HttpExpectations {
  readonly status: StatusExpectation
  readonly headers: NamedTexts
  /** Where the answer leads, as an absolute address. */
  readonly redirect: TextExpectation | undefined
  readonly text: TextExpectation | undefined
  readonly json: Shape | undefined
  readonly exactly: { readonly value: unknown } | undefined
  readonly bytes: SizeExpectation | undefined
  /** Milliseconds until the whole answer was there. */
  readonly within: number | undefined
  /** Of all answers of a step that is repeated. */
  readonly percentiles: readonly Percentile[]
  /** By the name under which each is written. */
  readonly late: readonly (readonly [string, LateExpectation])[]
}

const readers = {
  status: parseStatus,
  headers: readNamedTexts,
  redirect: (value: unknown, report: Report) => parseTextExpectation(value, 'equals', report),
  text: (value: unknown, report: Report) => parseTextExpectation(value, 'contains', report),
  json: parseShape,
  at: readAtPaths,
  exactly: readAnything,
  schema: readSchema,
  openapi: readOpenApi,
  bytes: readSize,
  within: readDuration,
  percentiles: readPercentiles,
}

/** Reads `expect` of an http step; a step that asserts nothing about the answer is a problem. */
export function parseHttpExpectations(value: unknown, report: Report): HttpExpectations | undefined {
  const read = readExpected(value, readers, report)
  if (read === undefined) return undefined
  if (value !== unresolved && Object.keys(value as object).every((key) => key === 'within' || key === 'percentiles')) {
    tellEmpty(report)
    return undefined
  }
  const { headers, redirect, text, json, exactly, bytes, within, percentiles } = read
  return {
    status: read.status ?? (redirect === undefined ? successful : (redirecting as StatusExpectation)),
    headers: headers ?? [],
    redirect,
    text,
    json,
    exactly,
    bytes,
    within,
    percentiles: percentiles ?? [],
    late: lateOf(read),
  }
}

function lateOf(read: Fields<typeof readers>): HttpExpectations['late'] {
  return (['at', 'schema', 'openapi'] as const).flatMap((name) => {
    const one = read[name]
    return one === undefined ? [] : [[name, one] as const]
  })
}
