/** The bad configurations and command lines of `bad/`, and what one of them brings about. */
import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Envelope, Problem } from '@project-utils/contract'

/** One bad case: what is run, where, and the problems that it must be told with. */
export interface BadCase {
  readonly name: string
  readonly folder: string
  readonly args: readonly string[]
  /** `CODE at 12:5`, for another file than the configuration `CODE at path:12:5`, without a place `CODE`; sorted. */
  readonly expected: readonly string[]
}

/** How it ended. */
export interface BadRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const root: string = fileURLToPath(new URL('bad', import.meta.url))

/** One case for each `bad/*.yaml`; its first line says what is expected, a second one may say how it is run. */
export async function badConfigurations(): Promise<readonly BadCase[]> {
  const names = (await readdir(root)).filter((name) => name.endsWith('.yaml')).sort()
  return await Promise.all(
    names.map(async (name) => {
      const [first = '', second = ''] = (await readFile(`${root}/${name}`, 'utf8')).split('\n')
      const run = /^# run: (.*)$/.exec(second)?.[1]
      const args = run === undefined ? ['--env', 'local'] : words(run)
      return { name, folder: root, args: ['--config', name, ...args], expected: expectations(first) }
    }),
  )
}

/** One case for each line of `bad/commands.txt`: folder below `bad`, arguments, expectation. */
export async function badCommandLines(): Promise<readonly BadCase[]> {
  const lines = (await readFile(`${root}/commands.txt`, 'utf8')).split('\n')
  return lines.flatMap((line) => {
    const [, folder, typed, expected] = /^(\S+) \$ project-deploy(.*?) +# expect: (.*)$/.exec(line) ?? []
    if (folder === undefined || typed === undefined || expected === undefined) return []
    const args = words(typed)
    const where = folder === 'nowhere' ? tmpdir() : `${root}/${folder}`
    return [{ name: line.slice(0, line.indexOf('#')).trim(), folder: where, args, expected: list(expected) }]
  })
}

/** Runs a case with `--json`: the document goes to stdout, the text form of its problems to stderr. */
export function runBad({ folder, args }: BadCase, bin: string, endpoint: string): Promise<BadRun> {
  const json = args.includes('--output') || args.includes('--json') ? [] : ['--json']
  // Real keys that nothing accepts: where a call were made, it would be counted and refused.
  const keys = { AWS_ACCESS_KEY_ID: 'AKIABADBADBADBADBADB', AWS_SECRET_ACCESS_KEY: 'never-sent-anywhere' }
  const env = { PATH: process.env['PATH'], AWS_ENDPOINT_URL: endpoint, AWS_EC2_METADATA_DISABLED: 'true', ...keys }
  const child = spawn(process.execPath, [bin, ...json, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
}

/** All that is wrong with how a bad case was told; empty where all is right. */
export function complaints(bad: BadCase, { code, stdout, stderr }: BadRun): readonly string[] {
  let envelope: Envelope
  try {
    envelope = JSON.parse(stdout)
  } catch {
    return [`stdout is no single JSON document: ${stdout}\n${stderr}`]
  }
  const { problems, ok, exitCode, v } = envelope
  const found = problems.map((problem) => describe(problem, bad)).sort()
  const flat = stderr.replaceAll(/\s+/g, '')
  const untold = problems.filter(
    ({ message, hint = '' }) => ![message, hint].every((text) => flat.includes(text.replaceAll(/\s+/g, ''))),
  )
  return [
    ...(code === 2 && exitCode === 2 && !ok && v === 1 ? [] : [`exit code ${code}, envelope ${exitCode}`]),
    ...(found.join() === [...bad.expected].sort().join()
      ? []
      : [`expected ${bad.expected}, found ${found.join(', ')}`]),
    ...problems
      .filter(({ hint = '', message }) => hint === '' || message === '')
      .map((one) => `no hint: ${one.message}`),
    ...untold.map((problem) => `not told in text: ${problem.message}`),
    ...(/^\s+at .*:\d+\)?$/m.test(stderr) ? [`a stack trace: ${stderr}`] : []),
    ...(stderr.includes('\u001b') ? ['colours where there is no terminal'] : []),
  ]
}

/** A problem as expectations write it. */
export function describe({ code, where }: Problem, { args }: Pick<BadCase, 'args'>): string {
  const { file, line, column } = where ?? {}
  if (file === undefined) return code
  const place = line === undefined ? '' : `:${line}:${column ?? '?'}`
  const own = args[args.indexOf('--config') + 1]
  if (file === own && place !== '') return `${code} at ${place.slice(1)}`
  return `${code} at ${file.startsWith('/') ? relative(root, file) : file}${place}`
}

/** A server that counts what reaches it and answers every request with an error. */
export async function countingServer(): Promise<{ readonly endpoint: string; readonly seen: string[]; close(): void }> {
  const seen: string[] = []
  const server: Server = createServer((request: IncomingMessage, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['x-amz-target'] ?? ''}`)
    request.resume()
    response.writeHead(500).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { endpoint: `http://127.0.0.1:${port}`, seen, close: () => void server.close() }
}

function expectations(line: string): readonly string[] {
  return list(/^# expect: (.*)$/.exec(line)?.[1] ?? '')
}

function list(text: string): readonly string[] {
  return text.split(',').map((one) => one.trim())
}

/** Words as a shell would split them, quotes taken off. */
function words(text: string): readonly string[] {
  if (text.trim() === 'no --env') return []
  return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}
