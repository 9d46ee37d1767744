/** A program that stands in for a container engine in tests. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** A program in place of a container engine. */
export interface FakeEngine {
  /** The environment in which it is the only one on the PATH. */
  readonly environment: Readonly<Record<string, string>>
  /** What it was called with, one list for each call; stdin follows as `stdin: …`. */
  calls(): readonly (readonly string[])[]
  /** Sets what becomes of a command (`build`, `push`, `login`, `version`, `inspect`, `buildx version` …) from now on. */
  answer(command: string, answer: { readonly code?: number; readonly stdout?: string; readonly stderr?: string }): void
}

/**
 * Writes the program into a folder. It keeps its calls; `push` puts an image of that tag into the emulator's ECR, as the
 * account.
 */
export function fakeEngine(folder: string, name: string, endpoint: string, account = '000000000000'): FakeEngine {
  const bin = join(folder, 'bin')
  const [log, answers] = [join(folder, 'calls.ndjson'), join(folder, 'answers.json')]
  mkdirSync(bin, { recursive: true })
  writeFileSync(log, '')
  writeFileSync(answers, '{}')
  const sdk = createRequire(import.meta.url).resolve('@aws-sdk/client-ecr')
  const settings = JSON.stringify({ log, answers, endpoint, account })
  const program = join(bin, name)
  writeFileSync(
    program,
    `#!${process.execPath}\nconst settings = ${settings}\nconst sdk = ${JSON.stringify(sdk)}\n${body}`,
  )
  chmodSync(program, 0o755)
  return {
    environment: { PATH: bin, HOME: folder },
    calls: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): readonly string[] => JSON.parse(line)),
    answer: (command, answer) => {
      const before: object = JSON.parse(readFileSync(answers, 'utf8'))
      writeFileSync(answers, JSON.stringify({ ...before, [command]: answer }))
    },
  }
}

const body = String.raw`
const { appendFileSync, readFileSync } = require('node:fs')
const args = process.argv.slice(2)
const stdin = args.includes('--password-stdin') ? ['stdin: ' + readFileSync(0, 'utf8')] : []
appendFileSync(settings.log, JSON.stringify([...args, ...stdin]) + '\n')
const command = args[0] === 'buildx' ? (args[1] === 'build' ? 'build' : 'buildx ' + args[1]) : args[0] === 'image' ? 'inspect' : args[0]
const usual = { version: { stdout: '28.0.0' }, inspect: { stdout: '1000' }, 'buildx inspect': { stdout: 'Platforms: linux/amd64*, linux/arm64' } }
const answer = { code: 0, stdout: '', stderr: '', ...usual[command], ...JSON.parse(readFileSync(settings.answers, 'utf8'))[command] }
process.stdout.write(answer.stdout)
process.stderr.write(answer.stderr)
process.exitCode = answer.code
if (command === 'push' && answer.code === 0) {
  const { ECRClient, PutImageCommand } = require(sdk)
  const credentials = { accessKeyId: settings.account, secretAccessKey: 'test' }
  const ecr = new ECRClient({ endpoint: settings.endpoint, region: 'us-east-1', credentials })
  const [, repositoryName, imageTag] = /^[^/]+\/(.*):([^:]+)$/.exec(args[1])
  const imageManifest = JSON.stringify({ schemaVersion: 2, tag: imageTag })
  const imageManifestMediaType = answer.mediaType ?? 'application/vnd.docker.distribution.manifest.v2+json'
  ecr.send(new PutImageCommand({ repositoryName, imageTag, imageManifest, imageManifestMediaType })).then(() => ecr.destroy())
}
`
