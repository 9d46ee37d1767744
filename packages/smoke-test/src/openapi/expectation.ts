import type { LateExpectation, Seen } from '../expect/late-expectation.ts'
import type { Report } from '../report.ts'
import { refuseUnknown, unresolved } from '../step-kind.ts'
import { isMap, show } from '../values.ts'
import { loadDocument, type OpenApiDocument } from './document.ts'
import { findOperation, namedOperation, type Operation } from './operations.ts'

/** Reads `openapi`: a file of the project, or `{ document, operation, request }`. */
export function readOpenApi(value: unknown, report: Report): LateExpectation | undefined {
  if (value === unresolved) return undefined
  const { document: file, operation, request, ...others } = isMap(value) ? value : { document: value }
  refuseUnknown(others, ['document', 'operation', 'request'], report)
  if (typeof file !== 'string' || file === '') {
    report.tell('SMOKE_EXPECTATION_INVALID', `${show(file)} names no document`, 'such as openapi: backend/openapi.yaml')
    return undefined
  }
  if (/^https?:/.test(file) && file !== unresolved) {
    const hint = 'keep it in the project: what it says then belongs to the commit'
    report.tell('SMOKE_EXPECTATION_INVALID', `${show(file)} is no file of the project`, hint)
    return undefined
  }
  if (operation !== undefined && typeof operation !== 'string') {
    const hint = 'its operationId, or such as GET /reports/{id}'
    report.at('operation').tell('SMOKE_EXPECTATION_INVALID', `${show(operation)} names no operation`, hint)
    return undefined
  }
  if (request !== undefined && typeof request !== 'boolean')
    report.at('request').tell('SMOKE_EXPECTATION_INVALID', 'request is true or false')
  return {
    async judge(folder, late) {
      if (folder === undefined || file === unresolved) return
      const found = await loadDocument(file, folder)
      if ('wrong' in found) late.tell('SMOKE_EXPECTATION_INVALID', found.wrong)
      else if (operation !== undefined && namedOperation(found.document.operations, operation) === undefined)
        late.at('operation').tell('SMOKE_EXPECTATION_INVALID', missing(file, operation, found.document))
    },
    async differences(seen) {
      const found = await loadDocument(file, seen.folder)
      if ('wrong' in found) return [found.wrong]
      const meant = meantBy(seen, found.document, operation)
      if (meant === undefined) return [missing(file, operation ?? '', found.document)]
      if ('wrong' in meant) return [`${file}: ${meant.wrong}`]
      const { answerDifferences, requestDifferences } = await import('./conformance.ts')
      const sent = request === true ? await requestDifferences(found.document, meant, seen) : []
      return [...sent, ...(await answerDifferences(found.document, meant, seen))].map((one) => `${file}: ${one}`)
    },
  }
}

function meantBy(
  { request }: Seen,
  { operations }: OpenApiDocument,
  name: string | undefined,
): Operation | { readonly wrong: string } | undefined {
  return name === undefined ? findOperation(operations, request) : namedOperation(operations, name)
}

function missing(file: string, name: string, { operations }: OpenApiDocument): string {
  const known = operations.map(({ id, method, path }) => id ?? `${method} ${path}`)
  return `${file} has no operation ${name}; it has ${show(known, 300)}`
}
