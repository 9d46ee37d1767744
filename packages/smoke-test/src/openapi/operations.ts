import { isMap } from '../values.ts'
import { dereference, further } from './pointer.ts'

/** One operation of a document. */
export interface Operation {
  /** Upper case. */
  readonly method: string
  /** As the document writes it, such as `/reports/{id}`. */
  readonly path: string
  readonly id: string | undefined
  /** Where it stands. */
  readonly pointer: string
  readonly pattern: RegExp
  /** Paths before its own, of the servers that serve it. */
  readonly bases: readonly string[]
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const

/** All operations, those whose path names fewer parameters first. */
export function operationsOf(document: Readonly<Record<string, unknown>>): readonly Operation[] {
  const { paths } = document
  const found = Object.keys(isMap(paths) ? paths : {}).flatMap((path): readonly Operation[] => {
    const item = dereference(document, further('/paths', path))
    if (!path.startsWith('/') || !isMap(item.value)) return []
    const { value, pointer } = item
    return methods.flatMap((method): readonly Operation[] => {
      const operation = value[method]
      if (!isMap(operation)) return []
      const { operationId } = operation
      return [
        {
          method: method.toUpperCase(),
          path,
          id: typeof operationId === 'string' ? operationId : undefined,
          pointer: further(pointer, method),
          pattern: patternOf(path),
          bases: basesOf(operation['servers'] ?? value['servers'] ?? document['servers']),
        },
      ]
    })
  })
  const parameters = ({ path }: Operation): number => path.split('{').length
  return found.toSorted((a, b) => parameters(a) - parameters(b))
}

function patternOf(path: string): RegExp {
  const parts = path.split(/(\{[^/{}]+\})/)
  const pattern = parts.map((part) => (part.startsWith('{') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))
  return new RegExp(`^${pattern.join('')}$`)
}

/** Of each server only the path matters: the environment decides where the document's API lies. */
function basesOf(servers: unknown): readonly string[] {
  const written = Array.isArray(servers) ? servers : []
  const paths = written.flatMap((server: unknown): readonly string[] => {
    if (!isMap(server) || typeof server['url'] !== 'string') return []
    const variables = isMap(server['variables']) ? server['variables'] : {}
    const filled = server['url'].replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
      const variable = variables[name]
      return isMap(variable) ? String(variable['default'] ?? '') : ''
    })
    const url = URL.parse(filled, 'https://server.invalid')
    return url === null ? [] : [url.pathname.replace(/\/+$/, '')]
  })
  return [...new Set([...paths, ''])].sort((a, b) => b.length - a.length)
}

/** The operation that a request means, or why there is none. */
export function findOperation(
  operations: readonly Operation[],
  { method, url }: { readonly method: string; readonly url: string },
): Operation | { readonly wrong: string } {
  // The local cloud's prefix of an API or a function URL is none of the document's.
  const path = new URL(url).pathname.replace(/^\/_aws\/(?:execute-api|lambda-url)\/[^/]+(?:\/\$default)?(?=\/|$)/, '')
  const there = operations.filter((operation) => fits(operation, path === '' ? '/' : path))
  const found = there.find((operation) => operation.method === method)
  if (found !== undefined) return found
  const others = there.map((operation) => operation.method).join(', ')
  const known = others === '' ? 'has no such path; operation: names one' : `has only ${others} there`
  return { wrong: `${method} ${path} is not in the document, which ${known}` }
}

function fits({ bases, pattern }: Operation, path: string): boolean {
  return bases.some((base) => path.startsWith(base) && pattern.test(path.slice(base.length) || '/'))
}

/** The operation of a name: its `operationId`, or method and path as the document writes them. */
export function namedOperation(operations: readonly Operation[], name: string): Operation | undefined {
  return operations.find(({ id, method, path }) => id === name || `${method} ${path}` === name)
}
