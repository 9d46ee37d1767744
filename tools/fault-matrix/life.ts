/** One environment from its first deployment over a change to its end, with at most one fault in each. */
import type { Envelope } from '@project-utils/contract'
import { type Injector, openInjector } from '../proxy/inject.ts'
import { type RunningProxy, startProxy } from '../proxy/proxy.ts'
import type { RecordedCall } from '../proxy/record.ts'
import type { Rule, SeededRule } from '../proxy/rule.ts'
import { type TestCloud, testCloud } from '../test-cloud.ts'
import { destroyTiny, openTiny, type TinyProject } from '../tiny-project.ts'
import type { Case, Scenario } from './cases.ts'
import { judge, judgePreview, type Said, type Wanted } from './judge.ts'
import { openTruth, type Truth } from './truth.ts'

/** How one case went. */
export interface Ended {
  readonly case: Case
  /** Calls that the fault struck: none means that the case proved nothing. */
  readonly struck: number
  readonly exitCode: number | null
  /** What was said and is not so, of the struck run or of the one after it. */
  readonly wrong: readonly string[]
}

export interface Life {
  /** Runs one scenario without a fault and gives its calls. */
  calls(scenario: Scenario): Promise<readonly RecordedCall[]>
  /** Runs one scenario with a fault, then the same command without: it has to converge. */
  strike(one: Case): Promise<Ended>
  /** Changes the code alone and runs a dry run under the rules: gives the changing calls, and what was said and is not so. */
  preview(rules: readonly (Rule | SeededRule)[]): Promise<Previewed>
  close(): Promise<void>
}

/** How a dry run went. */
export interface Previewed {
  readonly struck: number
  readonly exitCode: number | null
  readonly mutating: readonly string[]
  readonly wrong: readonly string[]
}

/** Opens a new environment in a local cloud of its own; the scenarios are to be played in their order. */
export async function openLife(bin?: string): Promise<Life> {
  const cloud = await testCloud()
  const injector = openInjector()
  const proxy = await startProxy({ target: cloud.endpoint, interceptors: injector.interceptors })
  const options = { endpoint: proxy.endpoint, localFolder: cloud.options.folder }
  const tiny = await openTiny({ ...options, ...(bin === undefined ? {} : { bin }) })
  const truth = openTruth(cloud.endpoint)
  return makeLife({ cloud, injector, proxy, tiny, truth })
}

interface Parts {
  readonly cloud: TestCloud
  readonly injector: Injector
  readonly proxy: RunningProxy
  readonly tiny: TinyProject
  readonly truth: ReturnType<typeof openTruth>
}

function makeLife({ cloud, injector, proxy, tiny, truth }: Parts): Life {
  let number = 1
  let previews = 0
  const wantedNow = (): NonNullable<Wanted> => ({ number, loud: number % 2 === 0 })

  async function begin(scenario: Scenario): Promise<readonly string[]> {
    if (scenario === 'destroy') return destroyTiny
    if (scenario === 'update') {
      number += 1
      await tiny.edit('function/hello.js', (text) => text.replace(/hello \d+/, `hello ${number}`))
      await tiny.edit('site/index.html', (text) => text.replace(/tiny \d+/, `tiny ${number}`))
      await tiny.edit('project.yaml', (text) => text.replace(/loud: (true|false)/, `loud: ${wantedNow().loud}`))
    }
    return []
  }
  const read = (): Promise<Truth> => truth.read()

  return {
    async calls(scenario) {
      const args = await begin(scenario)
      // A stale read needs something to remember: this rule strikes nothing and lets the proxy keep answers.
      injector.plan([{ match: {}, fault: 'stale', times: 0 }])
      proxy.reset()
      const envelope = await tiny.json(...args)
      if (!envelope.ok) throw new Error(`without a fault: ${JSON.stringify(envelope.problems)}`)
      return [...proxy.calls()]
    },
    async strike(one) {
      const args = await begin(one.scenario)
      const wanted = one.scenario === 'destroy' ? undefined : wantedNow()
      const before = await read()
      injector.plan([one.rule, { match: {}, fault: 'stale', times: 0 }])
      const said = await play(tiny, args)
      const struck = injector.struck().length
      injector.plan([])
      const middle = await read()
      const wrong = judge(said, before, middle, wanted).map((each) => `with the fault: ${each}`)
      const again = await play(tiny, args)
      const end = await read()
      wrong.push(...judge(again, middle, end, wanted).map((each) => `the same command again: ${each}`))
      if (again.envelope?.ok !== true) {
        wrong.push(`the same command again does not converge: ${JSON.stringify(again.envelope?.problems)}`)
      }
      // A lock whose removal was struck is over with its holder, and the next run that needs it takes it.
      if (end.locked && one.rule.match.path !== '/locks/') wrong.push('the lock was left behind')
      if (end.changeSets > 0) wrong.push(`${end.changeSets} change sets were left behind`)
      return { case: one, struck, exitCode: said.code, wrong }
    },
    async preview(rules) {
      previews += 1
      const edited = `console.log('preview ${previews}')\n`
      await tiny.edit('function/hello.js', (text) => text + edited)
      const before = await read()
      injector.plan(rules)
      proxy.reset()
      const said = await play(tiny, ['--dry-run'])
      const struck = injector.struck().length
      injector.plan([])
      await tiny.edit('function/hello.js', (text) => text.replace(edited, ''))
      const mutating = proxy.calls().filter((call) => call.mutating && call.service !== 'unsigned')
      return {
        struck,
        exitCode: said.code,
        mutating: mutating.map(({ service, operation, path }) => `${service}.${operation} ${path}`),
        wrong: judgePreview(said, before, await read()),
      }
    },
    async close() {
      truth.close()
      await tiny.close()
      await proxy.close()
      await cloud.stop()
    },
  }
}

async function play(tiny: TinyProject, args: readonly string[]): Promise<Said> {
  const { stdout, stderr, code } = await tiny.run(...args, '--json')
  try {
    const envelope: Envelope = JSON.parse(stdout)
    return { envelope, code, stderr }
  } catch {
    return { code, stderr: `${stdout}\n${stderr}` }
  }
}
