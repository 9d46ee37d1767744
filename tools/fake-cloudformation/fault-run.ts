/** Plays one case through a proxy that strikes its calls, and judges what was said by what is there. */
import type { Envelope } from '@project-utils/contract'
import { openInjector } from '../proxy/inject.ts'
import { startProxy } from '../proxy/proxy.ts'
import { cfnProgram } from './cfn-program.ts'
import type { FaultCase } from './fault-cases.ts'
import { openStage, type Stage } from './stage.ts'

/** How a case went. */
export interface FaultRun {
  readonly name: string
  readonly code: number | null | undefined
  /** Calls that were struck: none means that the case proved nothing. */
  readonly struck: number
  /** What was said and is not so. */
  readonly wrong: readonly string[]
}

const name = 'shop-local-app'
const template = (label: string): string => `Resources:
  First: { Type: AWS::SNS::Topic, Properties: { DisplayName: ${label} } }
  Second: { Type: AWS::SNS::Topic, DependsOn: First, Properties: { DisplayName: ${label} } }
Outputs: { Label: { Value: ${label} } }
`
const project = 'project: shop\nenvironments: { local: { target: local } }\nstacks: { app: { template: app.yaml } }\n'

/** What is there, asked of the fake itself. */
interface Truth {
  readonly status: string
  /** Which of the two templates the stack's resources are of. */
  readonly label?: string | undefined
  readonly runs: boolean
}

function truthOf({ fake }: Stage): Truth {
  const stack = fake.stack(name)
  if (stack === undefined) return { status: 'ABSENT', runs: false }
  const label = stack.outputs.find(({ key }) => key === 'Label')?.value
  // A shell that only held a change set, and is on its way out, is nothing that runs.
  const isShell = stack.status === 'DELETE_IN_PROGRESS' && stack.resources.size === 0
  return { status: stack.status, label, runs: stack.running !== undefined && !isShell }
}

/** Plays a case, then the same command again without a fault: it has to converge. */
export async function runFaultCase(one: FaultCase): Promise<FaultRun> {
  const injector = openInjector()
  const proxies: { close(): Promise<void> }[] = []
  const stage = await openStage({
    program: await cfnProgram(),
    files: { 'project.yaml': project, 'app.yaml': template('wanted') },
    before: async (target) => {
      const proxy = await startProxy({ target, interceptors: injector.interceptors })
      proxies.push(proxy)
      return proxy.endpoint
    },
  })
  try {
    if (one.there !== undefined) {
      stage.fake.seed({ name, status: one.there, template: template('former'), goesOn: true })
    }
    stage.fake.script(Object.fromEntries(Object.entries(one.script).map(([id, script]) => [`${name}/${id}`, script])))
    const args = one.command === 'delete' ? ['delete', '--yes'] : ['deploy']
    const before = truthOf(stage)
    injector.plan(one.rules)
    const said = await stage.ask(...args)
    const struck = injector.struck().length
    injector.plan([])
    const wrong = judge(one, said, before, truthOf(stage)).map((each) => `with the faults: ${each}`)
    stage.fake.tick()
    // A lock is over with its holder, but here the holder is this process, which goes on.
    stage.fake.forget('/locks/')
    // What fails in CloudFormation once may fail now for the first time.
    const first = await stage.ask(...args)
    const again = first.code === 0 ? first : await stage.ask(...args)
    const end = truthOf(stage)
    if (again.code !== 0 || !isWanted(one, end)) {
      const why = again.envelope.problems.map(({ message }) => message).join('; ')
      wrong.push(`the same command again does not converge: ${again.code}, ${end.status}: ${why}`)
    }
    return { name: one.name, code: said.code, struck, wrong }
  } catch (error) {
    return { name: one.name, code: undefined, struck: 0, wrong: [String(error)] }
  } finally {
    for (const proxy of proxies) await proxy.close()
    await stage.close()
  }
}

function isWanted({ command }: FaultCase, { status, label, runs }: Truth): boolean {
  if (runs) return false
  return command === 'delete' ? status === 'ABSENT' : /^(CREATE|UPDATE)_COMPLETE$/.test(status) && label === 'wanted'
}

/** What was said and is not so. */
function judge(
  one: FaultCase,
  { code, envelope }: { readonly code: number | null | undefined; readonly envelope: Envelope },
  before: Truth,
  after: Truth,
): readonly string[] {
  const wrong: string[] = []
  const told = `${after.status}${after.runs ? ', still running' : ''}${after.label === undefined ? '' : ` (${after.label})`}`
  if (envelope.exitCode !== code) wrong.push(`the document says ${envelope.exitCode}, the program ended with ${code}`)
  if (code !== 0 && envelope.problems.length === 0) wrong.push(`exit code ${code} without a problem`)
  switch (code) {
    case 0:
      if (!isWanted(one, after)) wrong.push(`a false "done": ${told}`)
      break
    case 1:
      if (isWanted(one, after) && !isWanted(one, before)) wrong.push(`a false "failed": ${told}`)
      if (after.runs) wrong.push(`it says failed, and it runs: ${told}`)
      if (!/^(ABSENT|REVIEW_IN_PROGRESS|ROLLBACK_COMPLETE)$/.test(after.status) && after.label === 'wanted') {
        wrong.push(`it says unchanged or restored: ${told}`)
      }
      if (/_FAILED$/.test(after.status)) wrong.push(`it says unchanged or restored: ${told}`)
      break
    // Without credentials, refused, or locked: before anything was begun.
    case 2:
    case 4:
    case 5:
      // A shell that only held the change set may be on its way out.
      if (
        after.status !== before.status &&
        !/^(ABSENT|REVIEW_IN_PROGRESS)$/.test(after.status) &&
        !before.runs &&
        before.status !== 'ABSENT'
      ) {
        wrong.push(`it says that it did nothing: ${before.status}, then ${told}`)
      }
      if (after.label === 'wanted' || /CREATE|ROLLBACK/.test(before.status === 'ABSENT' ? after.status : '')) {
        wrong.push(`it says that it did nothing: ${told}`)
      }
      break
    case 6:
      if (isWanted(one, after) && stepsDone(envelope) === 0)
        wrong.push(`it says incomplete, and all is as wanted: ${told}`)
      break
    case 8:
      break
    default:
      wrong.push(`exit code ${code}: ${envelope.problems.map(({ message }) => message).join('; ')}`)
  }
  return wrong
}

function stepsDone({ data }: Envelope): number {
  const { steps = [] } = (data ?? {}) as { readonly steps?: readonly { readonly outcome: string }[] }
  return steps.filter(({ outcome }) => outcome === 'done').length
}
