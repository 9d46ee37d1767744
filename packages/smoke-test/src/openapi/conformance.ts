import type { Seen } from '../expect/late-expectation.ts'
import { joinPath } from '../expect/path.ts'
import { isMap, show } from '../values.ts'
import type { OpenApiDocument } from './document.ts'
import type { Operation } from './operations.ts'
import { dereference, further, type Part } from './pointer.ts'

/** What of an answer the operation does not declare so: status, headers, content type and body. */
export async function answerDifferences(
  document: OpenApiDocument,
  operation: Operation,
  { request, answer, body }: Seen,
): Promise<readonly string[]> {
  const { status, headers } = answer
  const declared = responseOf(document, operation, status)
  if ('wrong' in declared) return [declared.wrong]
  const differences = [...(await headerDifferences(document, declared.part, headers))]
  const isBare = request.method === 'HEAD' || status === 204 || status === 304
  const content = further(declared.part.pointer, 'content')
  const types = dereference(document.data, content).value
  const names = isMap(types) ? Object.keys(types) : []
  const size = answer.body.length
  if (names.length === 0 || isBare) {
    if (size > 0)
      differences.push(`body: ${operation.method} ${operation.path} declares none for ${status}, got ${size} bytes`)
    return differences
  }
  if (size === 0) return [...differences, `body: expected ${names.join(' or ')}, got nothing`]
  const type = headers['content-type']
  const name = mediaType(names, type)
  if (name === undefined) {
    return [
      ...differences,
      `header content-type: expected ${names.join(' or ')}, got ${type === undefined ? 'none' : show(type)}`,
    ]
  }
  return [...differences, ...(await contentDifferences(document, further(content, name), 'response', type, body))]
}

/** What of a request's body the operation does not declare so. */
export async function requestDifferences(
  document: OpenApiDocument,
  operation: Operation,
  { request }: Seen,
): Promise<readonly string[]> {
  const declared = dereference(document.data, further(operation.pointer, 'requestBody'))
  const content = further(declared.pointer, 'content')
  const types = dereference(document.data, content).value
  const names = isMap(types) ? Object.keys(types) : []
  const what = `${operation.method} ${operation.path}`
  if (request.body === undefined) {
    const isRequired = isMap(declared.value) && declared.value['required'] === true
    return isRequired ? [`request: ${what} needs a body, none was sent`] : []
  }
  if (names.length === 0) return [`request: ${what} declares no body, one was sent`]
  const type = String(request.headers['content-type'] ?? '')
  const name = mediaType(names, type)
  if (name === undefined) return [`request: expected ${names.join(' or ')}, sent ${show(type)}`]
  const bytes = Buffer.from(request.body)
  const { viewBody } = await import('../expect/answer-body.ts')
  return await contentDifferences(document, further(content, name), 'request', type, viewBody(bytes))
}

function responseOf(
  { data }: OpenApiDocument,
  { pointer, method, path }: Operation,
  status: number,
): { readonly part: Part } | { readonly wrong: string } {
  const { value } = dereference(data, further(pointer, 'responses'))
  const responses = isMap(value) ? value : {}
  const keys = [String(status), `${Math.floor(status / 100)}XX`, `${Math.floor(status / 100)}xx`, 'default']
  const key = keys.find((one) => Object.hasOwn(responses, one))
  if (key !== undefined) return { part: dereference(data, further(pointer, 'responses', key)) }
  return {
    wrong: `status ${status} is not declared for ${method} ${path}, only ${Object.keys(responses).join(', ') || 'none'}`,
  }
}

async function headerDifferences(
  document: OpenApiDocument,
  response: Part,
  headers: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const declared = isMap(response.value) ? response.value['headers'] : undefined
  const differences: string[] = []
  for (const name of Object.keys(isMap(declared) ? declared : {})) {
    const key = name.toLowerCase()
    // OpenAPI says it in content only.
    if (key === 'content-type') continue
    const { value, pointer } = dereference(document.data, further(response.pointer, 'headers', name))
    const actual = Object.hasOwn(headers, key) ? headers[key] : undefined
    if (actual === undefined) {
      if (isMap(value) && value['required'] === true) differences.push(`header ${key}: expected it, got none`)
      continue
    }
    if (!isMap(value) || value['schema'] === undefined) continue
    const schema = further(pointer, 'schema')
    const read = readAs(dereference(document.data, schema).value, actual)
    differences.push(...(await check(document, schema, 'response', read, `header ${key}`)))
  }
  return differences
}

/** A header's text as the type that its schema wants, where it can be read so. */
function readAs(schema: unknown, text: string): unknown {
  const type = isMap(schema) ? schema['type'] : undefined
  const types: readonly unknown[] = Array.isArray(type) ? type : [type]
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if ((types.includes('integer') || types.includes('number')) && Number.isFinite(number)) return number
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  if (!types.includes('array')) return text
  const items = isMap(schema) ? schema['items'] : undefined
  return text.split(',').map((item) => readAs(items, item.trim()))
}

/** The declared media type that fits, the most precise one. */
function mediaType(names: readonly string[], type: string | undefined): string | undefined {
  const essence = (one: string): string => (one.split(';')[0] ?? '').trim().toLowerCase()
  const actual = essence(type ?? '')
  const kind = `${actual.split('/')[0]}/*`
  return [actual, kind, '*/*']
    .map((one) => names.find((name) => essence(name) === one))
    .find((name) => name !== undefined)
}

async function contentDifferences(
  document: OpenApiDocument,
  content: string,
  direction: 'request' | 'response',
  type: string | undefined,
  body: Seen['body'],
): Promise<readonly string[]> {
  const { value, pointer } = dereference(document.data, content)
  if (!isMap(value) || value['schema'] === undefined) return []
  const isJson = /[/+]json\b/i.test(type ?? '')
  if (!isJson && !/^text\//i.test(type ?? '')) return []
  const path = direction === 'request' ? 'request' : isJson ? 'json' : 'body'
  const data = isJson ? body.json() : { value: body.text() }
  if (data === undefined) return [`${path}: expected JSON, got ${show(body.text() ?? 'bytes that are no text')}`]
  return await check(document, further(pointer, 'schema'), direction, data.value, path)
}

async function check(
  document: OpenApiDocument,
  pointer: string,
  direction: 'request' | 'response',
  value: unknown,
  path: string,
): Promise<readonly string[]> {
  try {
    return (await document.validator(pointer, direction))(value, path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [`${joinPath(path, 'schema')}: the document's schema is wrong: ${reason}`]
  }
}
