import { Ajv, type ErrorObject, type Options } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { isMap, kindOf, show } from '../values.ts'
import { joinPath } from './path.ts'

const options: Options = {
  allErrors: true,
  logger: false,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
}

/**
 * Compiles a JSON Schema, of draft 7 or 2020-12 as its `$schema` says, by default 2020-12. Unknown words are refused, since
 * a misspelt one would expect nothing; only those that begin with `x-` are not.
 *
 * @throws Error with Ajv's words where the schema itself is wrong
 */
export function compileSchema(schema: Readonly<Record<string, unknown>>): (value: unknown) => readonly string[] {
  const { $schema } = schema
  const isOld = typeof $schema === 'string' && $schema.includes('draft-07')
  const ajv = isOld ? new Ajv({ ...options, strict: true }) : new Ajv2020({ ...options, strict: true })
  for (const word of extensionsOf(schema)) ajv.addKeyword(word)
  formats.default(ajv)
  const validate = ajv.compile(schema)
  return (value) => (validate(value) ? [] : tell(validate.errors ?? [], value, 'json'))
}

/** Compiles the part of a document that a JSON pointer names; references inside the document are followed. */
export function compilePart(
  document: Readonly<Record<string, unknown>>,
  pointer: string,
): (value: unknown, path: string) => readonly string[] {
  const ajv = new Ajv2020({ ...options, strict: false, validateSchema: false })
  formats.default(ajv)
  for (const [name, format] of Object.entries(openApiFormats)) ajv.addFormat(name, format)
  ajv.addSchema({ ...document, $id: 'document' }, 'document')
  const validate = ajv.compile({ $ref: `document#${pointer}` })
  return (value, path) => (validate(value) ? [] : tell(validate.errors ?? [], value, path))
}

/** Formats of OpenAPI that JSON Schema does not know, and that say nothing about texts. */
const openApiFormats: Readonly<Record<string, true>> = { password: true, binary: true }

function extensionsOf(value: unknown): ReadonlySet<string> {
  const words = new Set<string>(['example', 'nullable'].slice(0, 1))
  const look = (one: unknown): void => {
    if (Array.isArray(one)) one.forEach(look)
    if (!isMap(one)) return
    for (const [key, inner] of Object.entries(one)) {
      if (key.startsWith('x-')) words.add(key)
      look(inner)
    }
  }
  look(value)
  return words
}

const most = 5

/** Ajv's errors for people: with the path as elsewhere, and what was there. */
function tell(errors: readonly ErrorObject[], value: unknown, path: string): readonly string[] {
  // Where none of several holds, what each of them lacks says less than that.
  const wholes = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
  const isPart = ({ schemaPath }: ErrorObject): boolean =>
    wholes.some((whole) => schemaPath.startsWith(`${whole.schemaPath}/`))
  const told = errors
    .filter((error) => error.keyword !== 'if' && !isPart(error))
    .map((error) => one(error, value, path))
  return [...new Set(told)].slice(0, most)
}

function one({ instancePath, keyword, message = '', params }: ErrorObject, value: unknown, path: string): string {
  let at = path
  let actual = value
  for (const part of instancePath.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    at = Array.isArray(actual) ? `${at}[${name}]` : joinPath(at, name)
    actual = Array.isArray(actual) ? actual[Number(name)] : isMap(actual) ? actual[name] : undefined
  }
  const { missingProperty, additionalProperty, unevaluatedProperty, allowedValues, allowedValue } = params as Readonly<
    Record<string, unknown>
  >
  if (keyword === 'required' && typeof missingProperty === 'string')
    return `${joinPath(at, missingProperty)}: expected it, got nothing`
  const surplus = additionalProperty ?? unevaluatedProperty
  if (typeof surplus === 'string') {
    const found = isMap(actual) ? actual[surplus] : undefined
    return `${joinPath(at, surplus)}: expected no such field, got ${kindOf(found)}`
  }
  const wanted =
    keyword === 'enum'
      ? `one of ${show(allowedValues)}`
      : keyword === 'const'
        ? show(allowedValue)
        : message.replace(/^must (be |match |have )?/, (all) => (all === 'must match ' ? 'to match ' : ''))
  return `${at}: expected ${wanted}, got ${kindOf(actual)}`
}
