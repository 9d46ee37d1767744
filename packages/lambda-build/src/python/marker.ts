import type { Target } from './target.ts'
import { compareVersions, satisfies } from './version.ts'

/** The variables of an environment marker, and the extras that are asked for. Source: PEP 508. */
export interface MarkerEnvironment {
  readonly variables: Readonly<Record<string, string>>
  readonly extras: ReadonlySet<string>
}

/** The environment that code will run in. */
export function markerEnvironment({ version, machine }: Target, extras: Iterable<string> = []): MarkerEnvironment {
  const { system, architecture } = machine
  const names = { linux: 'Linux', darwin: 'Darwin', win32: 'Windows' }
  const arm = system === 'linux' ? 'aarch64' : system === 'win32' ? 'ARM64' : 'arm64'
  const x86 = system === 'win32' ? 'AMD64' : 'x86_64'
  const variables = {
    os_name: system === 'win32' ? 'nt' : 'posix',
    sys_platform: system,
    platform_machine: architecture === 'arm64' ? arm : x86,
    platform_python_implementation: 'CPython',
    platform_release: '',
    platform_system: names[system],
    platform_version: '',
    python_version: version,
    // Runtimes run late patch releases; which one nobody knows beforehand.
    python_full_version: `${version}.99`,
    implementation_name: 'cpython',
    implementation_version: `${version}.99`,
  }
  return { variables, extras: new Set(extras) }
}

const isVersion = new Set(['python_version', 'python_full_version', 'implementation_version', 'platform_release'])
const token = /\s*(?:(["'])(.*?)\1|(\(|\)|===|==|~=|!=|<=|>=|<|>)|(not\s+in\b|[A-Za-z_][\w.]*))/y

/** Tells whether a marker such as `python_version < "3.11" and sys_platform == "linux"` holds; undefined for none that can be read. */
export function evaluateMarker(marker: string, environment: MarkerEnvironment): boolean | undefined {
  const tokens = tokensOf(marker)
  if (tokens === undefined) return undefined
  let at = 0
  const or = (): boolean => {
    let result = and()
    while (tokens[at]?.text === 'or') {
      at += 1
      result = and() || result
    }
    return result
  }
  const and = (): boolean => {
    let result = comparison()
    while (tokens[at]?.text === 'and') {
      at += 1
      result = comparison() && result
    }
    return result
  }
  const comparison = (): boolean => {
    if (tokens[at]?.text === '(') {
      at += 1
      const result = or()
      if (tokens[at]?.text !== ')') throw new SyntaxError()
      at += 1
      return result
    }
    const [left, operator, right] = [tokens[at], tokens[at + 1], tokens[at + 2]]
    if (left === undefined || operator === undefined || right === undefined) throw new SyntaxError()
    at += 3
    return compare(left, operator.text, right, environment)
  }
  try {
    const result = or()
    return at === tokens.length ? result : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

interface Token {
  readonly text: string
  readonly literal: boolean
}

function tokensOf(marker: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  token.lastIndex = 0
  const text = marker.trimEnd()
  while (token.lastIndex < text.length) {
    const match = token.exec(text)
    if (match === null) return undefined
    const [, , literal, operator, name] = match
    tokens.push({ text: literal ?? operator ?? (name ?? '').replace(/\s+/, ' '), literal: literal !== undefined })
  }
  return tokens
}

function compare(left: Token, operator: string, right: Token, { variables, extras }: MarkerEnvironment): boolean {
  const variable = left.literal ? right : left
  if (variable.text === 'extra' || variable.text === 'extras' || variable.text === 'dependency_groups') {
    const has = extras.has(normalName(left.literal ? left.text : right.text))
    return operator === '!=' || operator === 'not in' ? !has : has
  }
  const [a, b] = [textOf(left, variables), textOf(right, variables)]
  if (operator === 'in') return b.includes(a)
  if (operator === 'not in') return !b.includes(a)
  if (isVersion.has(variable.text) && /^\d/.test(a) && /^\d/.test(b))
    return left.literal ? compareTurned(a, operator, b) : satisfies(a, operator + b)
  if (operator === '==' || operator === '===') return a === b
  if (operator === '!=') return a !== b
  throw new SyntaxError(operator)
}

function compareTurned(literal: string, operator: string, value: string): boolean {
  const compared = compareVersions(literal, value)
  const results: Readonly<Record<string, boolean>> = {
    '<': compared < 0,
    '<=': compared <= 0,
    '>': compared > 0,
    '>=': compared >= 0,
    '==': compared === 0,
    '!=': compared !== 0,
  }
  return results[operator] ?? false
}

function textOf({ text, literal }: Token, variables: Readonly<Record<string, string>>): string {
  if (literal) return text
  const value = variables[text.replace(/^(os|sys)\./, '$1_').replace(/^platform\.(python_)?/, 'platform_$1')]
  if (value === undefined) throw new SyntaxError(text)
  return value
}

/** A package's name in the one form that all spellings share. Source: PEP 503. */
export function normalName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[-_.]+/g, '-')
}
