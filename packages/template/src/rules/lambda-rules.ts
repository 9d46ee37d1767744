import { readRuntimes } from '../runtimes.ts'
import { isKnownMap, isUnknown } from '../unknown.ts'
import { nearest } from './nearest.ts'
import type { Remark, Rule } from './rule.ts'
import { below, isWhole, itemsOf, numberOf, type Site, sitesOf, textOf } from './site.ts'

const plain = 'AWS::Lambda::Function'
const serverless = 'AWS::Serverless::Function'
const runtimesPage = 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html'
const createFunction = 'https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html'

/** Runtimes that Lambda does not have, or refuses by now. */
export const runtime: Rule = {
  id: 'template/runtime',
  category: 'operation',
  severity: 'error',
  summary: 'A function has a runtime that Lambda still takes.',
  source: runtimesPage,
  *check(input) {
    const { today, runtimes: own = {} } = input.setting
    for (const { properties, at, logicalId } of sitesOf(input, plain, serverless)) {
      const name = textOf(properties['Runtime'])
      if (name === undefined) continue
      const path = at('Runtime')
      const { runtimes, asOf } = readRuntimes()
      const known = Object.hasOwn(runtimes, name) ? { ...runtimes[name], ...own[name] } : own[name]
      if (known === undefined) {
        const near = nearest(name, Object.keys(runtimes))
        // AWS adds runtimes: one of a known family may be younger than the table.
        const isYounger = /^(nodejs\d+\.x|python3\.\d+|java\d+|dotnet\d+|ruby\d+\.\d+|provided\.al\d+)$/.test(name)
        yield {
          path,
          message: `Lambda has no runtime "${name}"${isYounger ? ` as of ${asOf}` : ''}`,
          fix: near === undefined ? 'write one such as nodejs24.x or python3.14' : `write "${near}"`,
          ...(isYounger ? { severity: 'warning' as const } : {}),
        }
        continue
      }
      if (today === undefined) continue
      const { deprecated, createBlocked, updateBlocked, successor } = known
      const fix = successor === undefined ? 'move to a supported runtime' : `move to "${successor}"`
      if (isPast(updateBlocked, today)) {
        yield { path, message: `${logicalId} has runtime ${name}, which Lambda refuses since ${updateBlocked}`, fix }
      } else if (isPast(createBlocked, today)) {
        const message = `${logicalId} has runtime ${name}: no new functions with it since ${createBlocked}`
        yield { path, message, fix, severity: 'warning' }
      } else if (isPast(deprecated, today)) {
        const message = `${logicalId} has runtime ${name}, without security patches since ${deprecated}`
        yield { path, message, fix, severity: 'warning' }
      }
    }
  },
}

function isPast(date: string | undefined, today: string): boolean {
  return date !== undefined && date <= today
}

/** Functions whose package, handler and runtime do not fit each other. */
export const functionPackage: Rule = {
  id: 'template/function-package',
  category: 'correctness',
  severity: 'error',
  summary:
    'A zip function has handler and runtime in the form of that runtime, an image has neither; inline code is short.',
  source: `${createFunction} https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html`,
  *check(input) {
    for (const site of sitesOf(input, plain, serverless)) {
      const kind = site.properties['PackageType'] === undefined ? 'Zip' : textOf(site.properties['PackageType'])
      const isImage = kind === 'Image' || below(site.properties['Code'], 'ImageUri') !== undefined
      if (isImage) yield* imageRemarks(site)
      else if (kind === 'Zip') yield* zipRemarks(site)
    }
  },
}

function* imageRemarks({ properties, at, logicalId }: Site): Generator<Remark> {
  for (const key of ['Handler', 'Runtime', 'Layers']) {
    if (properties[key] === undefined || isUnknown(properties[key])) continue
    // SAM's Globals reach functions of both kinds.
    const message = `${logicalId} is an image, which has no ${key}`
    yield { path: at(key), message, fix: `remove ${key}; ImageConfig sets a command` }
  }
}

function* zipRemarks({ type, properties, at, logicalId }: Site): Generator<Remark> {
  const inline = type === plain ? below(properties['Code'], 'ZipFile') : properties['InlineCode']
  const inlinePath = type === plain ? ['Code', 'ZipFile'] : ['InlineCode']
  for (const key of ['Handler', 'Runtime']) {
    if (properties[key] !== undefined) continue
    const message = `${logicalId} has no ${key}, which a zip needs`
    yield { path: at(), message, fix: `add "${key}: …"` }
  }
  const [name, handler, code] = [textOf(properties['Runtime']), textOf(properties['Handler']), textOf(inline)]
  if (name !== undefined && handler !== undefined) {
    const wanted = handlerRefusal(name, handler)
    if (wanted !== undefined) {
      yield { path: at('Handler'), message: `"${handler}" is no handler of ${name}`, fix: `write it like ${wanted}` }
    }
  }
  if (name !== undefined && inline !== undefined && !/^(nodejs|python)/.test(name)) {
    const message = `inline code is for Node.js and Python, not for ${name}`
    yield { path: at(...inlinePath), message, fix: 'put the code into a file' }
  }
  if (code === undefined) return
  const bytes = Buffer.byteLength(code)
  if (bytes > inlineLimit) {
    const message = `the inline code has ${bytes} bytes, ${inlineLimit} are allowed`
    yield { path: at(...inlinePath), message, fix: 'put the code into a file' }
  }
  if (handler !== undefined && !handler.startsWith('index.')) {
    const message = `inline code lies in a file "index", which "${handler}" does not name`
    yield {
      path: at('Handler'),
      message,
      fix: `write "index.${handler.split('.').at(-1) ?? 'handler'}"`,
      severity: 'warning',
    }
  }
}

/** 4 MB. Source: Lambda, CloudFormation reference of `Code`, "ZipFile". */
const inlineLimit = 4 * 1024 * 1024

function handlerRefusal(name: string, handler: string): string | undefined {
  if (/^(nodejs|python)/.test(name)) return /\S\.[^.\s]+$/.test(handler) ? undefined : 'file.function'
  if (name.startsWith('dotnet'))
    return /^[^:\s]+(::[^:\s]+::[^:\s]+)?$/.test(handler) ? undefined : 'Assembly::Namespace.Class::Method'
  if (name.startsWith('java')) return /^[^:\s]+(::\w+)?$/.test(handler) ? undefined : 'package.Class::method'
  if (name.startsWith('ruby')) return /\S\.\S+$/.test(handler) ? undefined : 'file.method'
  return undefined
}

/** Names that Lambda sets itself. Source: Lambda developer guide, "Defined runtime environment variables", reserved. */
const reserved: ReadonlySet<string> = new Set([
  ...[
    'AWS_ACCESS_KEY',
    'AWS_ACCESS_KEY_ID',
    'AWS_DEFAULT_REGION',
    'AWS_EXECUTION_ENV',
    'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  ],
  ...['AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_VERSION', 'AWS_LAMBDA_INITIALIZATION_TYPE'],
  ...['AWS_LAMBDA_LOG_GROUP_NAME', 'AWS_LAMBDA_LOG_STREAM_NAME', 'AWS_LAMBDA_RUNTIME_API', 'AWS_REGION'],
  ...['AWS_SECRET_ACCESS_KEY', 'AWS_SECRET_KEY', 'AWS_SESSION_TOKEN', '_HANDLER', '_X_AMZN_TRACE_ID'],
  ...['LAMBDA_RUNTIME_DIR', 'LAMBDA_TASK_ROOT'],
])

const environmentLimit = 4096

/** Environment variables that Lambda refuses. */
export const functionEnvironment: Rule = {
  id: 'template/function-environment',
  category: 'correctness',
  severity: 'error',
  summary: 'The variables of a function have at most 4 KB in all, valid names and none that Lambda keeps for itself.',
  source:
    'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
  *check(input) {
    for (const { properties, at, logicalId } of sitesOf(input, plain, serverless)) {
      const variables = below(properties['Environment'], 'Variables')
      if (!isKnownMap(variables)) continue
      for (const [name, value] of Object.entries(variables)) {
        const path = at('Environment', 'Variables', name)
        if (reserved.has(name)) {
          yield {
            path,
            message: `Lambda keeps the variable ${name} for itself`,
            fix: 'rename it; its value is there anyway',
          }
        } else if (!/^[a-zA-Z]\w+$/.test(name)) {
          const message = `"${name}" is no name of a variable: a letter, then letters, digits and "_", at least two in all`
          yield { path, message, fix: 'rename it' }
        }
        if ((isKnownMap(value) || Array.isArray(value)) && isWhole(value)) {
          yield { path, message: `the value of ${name} must be a text`, fix: 'write it as JSON in quotes' }
        }
      }
      const known = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, textOf(value) ?? '']))
      const bytes = Buffer.byteLength(JSON.stringify(known))
      if (bytes <= environmentLimit) continue
      const message = `the variables of ${logicalId} have ${bytes} bytes, ${environmentLimit} are allowed`
      yield { path: at('Environment', 'Variables'), message, fix: 'move some into a stored parameter or a file' }
    }
  },
}

/** Layers that Lambda refuses. */
export const functionLayers: Rule = {
  id: 'template/function-layers',
  category: 'limits',
  severity: 'error',
  summary: 'A function has at most five layers, each once.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html',
  *check(input) {
    for (const { properties, at, logicalId } of sitesOf(input, plain, serverless)) {
      const layers = itemsOf(properties['Layers'])
      if (layers.length > 5) {
        yield {
          path: at('Layers'),
          message: `${logicalId} has ${layers.length} layers, 5 are allowed`,
          fix: 'join some',
        }
      }
      const texts = layers.map(([layer]) => textOf(layer))
      for (const [index, text] of texts.entries()) {
        if (text === undefined || texts.indexOf(text) === index) continue
        yield { path: at('Layers', index), message: `${logicalId} has this layer twice`, fix: 'remove one of the two' }
      }
    }
  },
}

/** Functions whose memory nobody chose. */
export const unsetMemory: Rule = {
  id: 'template/unset-memory',
  category: 'cost',
  severity: 'warning',
  summary: 'A function sets its memory.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html',
  *check(input) {
    for (const { properties, logicalId } of sitesOf(input, plain, serverless)) {
      if (properties['MemorySize'] !== undefined) continue
      const message = `function ${logicalId} sets no memory and gets 128 MB`
      yield { path: ['Resources', logicalId], message, fix: `add "MemorySize: 512" to ${logicalId}` }
    }
  },
}

/** Functions whose timeout nobody chose. */
export const unsetTimeout: Rule = {
  id: 'template/unset-timeout',
  category: 'reliability',
  severity: 'warning',
  summary: 'A function sets its timeout.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html',
  *check(input) {
    for (const { properties, logicalId } of sitesOf(input, plain, serverless)) {
      if (properties['Timeout'] !== undefined) continue
      const message = `function ${logicalId} sets no timeout and is ended after 3 seconds`
      yield { path: ['Resources', logicalId], message, fix: `add "Timeout: 30" to ${logicalId}` }
    }
  },
}

/** The seconds that a function may run; undefined where nobody knows. */
export function timeoutOf(site: Pick<Site, 'properties'>): number | undefined {
  const written = site.properties['Timeout']
  return written === undefined ? 3 : numberOf(written)
}
