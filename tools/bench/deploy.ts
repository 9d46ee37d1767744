/** First deploy, no-op and one-line change of one project by every tool: paired and interleaved, on one local cloud. */
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunningProxy } from '../proxy/proxy.ts'
import { deleteStack, emptyBucket, makeBucket } from './clean.ts'
import type { DeployTool } from './deploy-tools.ts'
import { benchEnvironment } from './environment.ts'
import type { Launcher, Usage } from './launcher.ts'
import { type Sample, type Samples, sampleOf } from './sample.ts'
import { openSigned } from './signed.ts'

/** The cases, in the order in which a round runs them. */
export const deployCases = ['first deploy', 'no-op', 'one-line change'] as const

export type DeployCase = (typeof deployCases)[number]

/** Where and how often to deploy. */
export interface DeployOptions {
  readonly tools: readonly DeployTool[]
  /** The proxy that calls go through; it alone says how many there were. */
  readonly proxy: RunningProxy
  readonly launcher: Launcher
  readonly rounds: number
  /** Environment of our own tool: where its local cloud is. */
  readonly environment: Readonly<Record<string, string>>
  tell(text: string): void
}

/** What every tool's runs came to, by case, and why a tool left the race. */
export interface Deployments {
  readonly cases: Readonly<Record<DeployCase, Samples>>
  readonly failed: Readonly<Record<string, string>>
}

/** Deploys round after round; the first round warms up and is not counted. A tool that fails is named and left out. */
export async function measureDeploys(options: DeployOptions): Promise<Deployments> {
  const { proxy, tell, rounds } = options
  const folder = mkdtempSync(join(tmpdir(), 'project-utils-bench-'))
  const environment = { ...benchEnvironment(proxy.endpoint), ...options.environment }
  const aws = openSigned(environment)
  const cases: Record<DeployCase, Record<string, Sample[]>> = { 'first deploy': {}, 'no-op': {}, 'one-line change': {} }
  const failed: Record<string, string> = {}

  async function attempt(tool: DeployTool, work: () => Promise<void>): Promise<void> {
    if (failed[tool.name] !== undefined) return
    try {
      await work()
    } catch (error) {
      failed[tool.name] = error instanceof Error ? error.message : String(error)
      tell(`${tool.name} failed: ${failed[tool.name]}`)
    }
  }
  async function run(tool: DeployTool, commands: DeployTool['commands']): Promise<Sample> {
    const usages: Usage[] = []
    const log = join(folder, `${tool.name}.log`)
    proxy.reset()
    for (const argv of commands) {
      const env = { ...environment, ...tool.environment }
      const usage = await options.launcher.run({ argv, cwd: join(folder, tool.name), env, log })
      if (usage.code !== 0) throw new Error(`exit code ${usage.code}: ${tail(log)}`)
      usages.push(usage)
    }
    return sampleOf(usages, proxy.dump())
  }

  try {
    for (const tool of options.tools) {
      await attempt(tool, async () => {
        const project = join(folder, tool.name)
        cpSync(source, project, { recursive: true })
        tool.prepare(project)
        if (tool.once !== undefined) await run(tool, [tool.once])
        else if (tool.bucket !== undefined) await makeBucket(aws, tool.bucket)
        // CDK's refuses what comes without TLS, which the local cloud enforces and cannot offer.
        if (tool.bucket !== undefined) await aws.send('s3', 'DELETE', `/${tool.bucket}?policy=`)
      })
    }
    for (let round = 0; round <= rounds; round++) {
      for (const tool of options.tools) await attempt(tool, () => reset(tool))
      for (const name of deployCases) {
        for (const tool of options.tools) {
          await attempt(tool, async () => {
            if (name === 'one-line change') change(tool, round)
            const sample = await run(tool, tool.commands)
            expectChange(sample, name !== 'no-op')
            if (round > 0) cases[name][tool.name] = [...(cases[name][tool.name] ?? []), sample]
          })
        }
      }
      tell(`deploy: ${round === 0 ? 'warmed up' : `round ${round} of ${rounds}`}`)
    }
    for (const tool of options.tools) await attempt(tool, () => reset(tool))
  } finally {
    aws.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { cases, failed }

  async function reset({ name, stack, bucket, leftovers }: DeployTool): Promise<void> {
    await deleteStack(aws, stack)
    if (bucket !== undefined) await emptyBucket(aws, bucket)
    for (const path of leftovers) rmSync(join(folder, name, path), { recursive: true, force: true })
    cpSync(join(source, code), join(folder, name, code))
  }

  function change({ name }: DeployTool, round: number): void {
    appendFileSync(join(folder, name, code), `exports.round = ${round} // ${Date.now()}\n`)
  }
}

const source = fileURLToPath(new URL('project', import.meta.url))
const code = 'code/index.js'

/** A tool that did something else than the case says would be measured for it. */
function expectChange({ operations }: Sample, wanted: boolean): void {
  const changing = ['CreateStack', 'UpdateStack', 'ExecuteChangeSet']
  const found = changing.some((name) => operations[`cloudformation.${name}`] !== undefined)
  if (found === wanted) return
  throw new Error(`it ${found ? 'changed' : 'did not change'} the stack: ${JSON.stringify(operations)}`)
}

/** The last of what a program printed, on one line. */
export function tail(log: string): string {
  return readFileSync(log, 'utf8').trim().replace(/\s+/g, ' ').slice(-400)
}
