import type { FunctionRule, Remark } from './judge-functions.ts'
import { environmentLimit } from './limits.ts'

/**
 * Names that Lambda sets itself and refuses from others. Source: page "Working with environment variables" of the AWS
 * Lambda developer guide, "Reserved environment variables".
 */
const reserved: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_MAX_CONCURRENCY',
  'AWS_LAMBDA_METADATA_API',
  'AWS_LAMBDA_METADATA_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
])

/** Names, and the size of all variables together; values that are not known yet count as empty. */
export const environmentRules: FunctionRule = (id, { environment = {} }) => {
  const names = Object.keys(environment)
  const remarks = names.flatMap((name): readonly Remark[] => {
    if (reserved.has(name))
      return [refuse(id, `sets ${name}, which Lambda reserves for itself`, `rename ${name} of ${id}`)]
    if (/^[A-Za-z][A-Za-z0-9_]+$/.test(name)) return []
    const message = `has a variable "${name}"; Lambda takes a letter, then letters, digits and _, at least two in all`
    return [refuse(id, message, `rename "${name}" of ${id}`)]
  })
  const size = Buffer.byteLength(
    JSON.stringify(Object.fromEntries(names.map((name) => [name, environment[name] ?? '']))),
  )
  if (size <= environmentLimit) return remarks
  const largest = names.toSorted((a, b) => (environment[b]?.length ?? 0) - (environment[a]?.length ?? 0)).slice(0, 3)
  const message = `has ${size} bytes of variables; Lambda takes ${environmentLimit}; largest: ${largest.join(', ')}`
  return [...remarks, refuse(id, message, `keep ${largest[0]} in a parameter or secret and let ${id} read it`)]
}

function refuse(id: string, fact: string, fix: string): Remark {
  return {
    rule: 'environment',
    code: 'LAMBDA_ENVIRONMENT_INVALID',
    message: `function ${id} ${fact}`,
    fix,
    at: 'environment',
  }
}
