import type { Context, Scope } from '@project-utils/contract'
import type { StepWorld } from '../step-kind.ts'
import { type SuiteInput, worldOf } from '../suite/input.ts'
import { openShared } from '../suite/shared.ts'
import { type AlarmFacts, readAlarms } from './alarms.ts'
import { type CertificateFacts, readCertificates, readServed } from './certificates.ts'
import { type DistributionFacts, distributionMetrics, edgeRegion, readDistributions } from './distributions.ts'
import { type EndpointFacts, endpointsOf, readEndpoints } from './endpoints.ts'
import { type FunctionFacts, functionMetrics, readFunctions } from './functions.ts'
import type { HealthArea } from './health.ts'
import { type LookWorld, type Seen, tooLong } from './look.ts'
import { type Metric, type Metrics, readMetrics } from './metrics.ts'
import { type QueueFacts, queueMetric, readQueues } from './queues.ts'
import { type HealthResource, namesOf } from './resources.ts'
import { servedCertificate } from './served-certificate.ts'
import type { StackFacts } from './stacks.ts'
import { readTables, type TableFacts, tableMetrics } from './tables.ts'

/** What is looked at, and what with. */
export interface HealthInput {
  readonly environment: Scope
  /** Gives the SDK client of a class, mostly the session's `client`. */
  readonly client: StepWorld['client']
  /** The same of another region: distributions are measured in us-east-1, certificates lie where they are used. Default: `client`. */
  readonly clientIn?: (region: string) => StepWorld['client']
  /** All that the stacks hold, nested ones too. */
  readonly resources: readonly HealthResource[]
  /** The stacks that the project names. */
  readonly stacks?: readonly StackFacts[]
  /** The stacks' outputs, of which those that are addresses are asked. */
  readonly outputs?: readonly string[]
  /** A suite whose reading `http` steps say what addresses must answer, or why it could not be read. */
  readonly suite?: SuiteInput | { readonly obstacle: string }
  readonly fetch?: typeof fetch
  /** Reads the certificate that a host serves. */
  readonly served?: typeof servedCertificate
  /** The time of the look: metrics are read up to it. */
  readonly now: Date
  /** Milliseconds back that metrics are read. Default: 15 minutes. */
  readonly since?: number
  /** Milliseconds that each look may take. Default: 10 seconds. */
  readonly timeLimit?: number
}

/** What was seen of an environment: plain data, to be judged. */
export interface HealthFacts {
  readonly environment: Scope
  /** ISO 8601, UTC. */
  readonly at: string
  readonly since: number
  readonly stacks: readonly StackFacts[]
  readonly endpoints: readonly Seen<EndpointFacts>[]
  readonly functions: readonly Seen<FunctionFacts>[]
  readonly alarms: readonly Seen<AlarmFacts>[]
  readonly queues: readonly Seen<QueueFacts>[]
  readonly tables: readonly Seen<TableFacts>[]
  readonly distributions: readonly Seen<DistributionFacts>[]
  readonly certificates: readonly Seen<CertificateFacts>[]
}

const defaultSince = 15 * 60_000
const defaultTimeLimit = 10_000

/**
 * Looks at what the stacks of an environment hold: all looks side by side, each with a time limit, few calls. What cannot be
 * seen is told with its reason and the IAM action that is missing. Changes nothing; throws only the signal's reason.
 */
export async function readHealth(input: HealthInput, context: Context): Promise<HealthFacts> {
  const { environment, resources, now, since = defaultSince, timeLimit = defaultTimeLimit } = input
  const names = namesOf(resources)
  const looking = openLook(input, timeLimit, context.signal)
  const { world } = looking
  const window = { from: new Date(now.getTime() - since), to: now }
  const measure = measureIn(window, world)
  try {
    const edge = names.distributions.flatMap(distributionMetrics)
    const own = [
      ...names.functions.flatMap(functionMetrics),
      ...names.queues.map(queueMetric),
      ...names.tables.flatMap(tableMetrics),
    ]
    const isEdge = environment.region === edgeRegion
    const metrics = measure(isEdge ? [...own, ...edge] : own, world.client)
    const edgeMetrics = isEdge ? metrics : measure(edge, world.clientIn(edgeRegion))
    const distributions = readDistributions(names.distributions, edgeMetrics, world)
    const [endpoints, certificates, ...rest] = await Promise.all([
      tell(context, 'endpoints', lookAtEndpoints(input, names.domains, world)),
      tell(context, 'certificates', lookAtCertificates(input, names, distributions, world)),
      tell(context, 'functions', readFunctions(names.functions, metrics, world)),
      tell(context, 'alarms', readAlarms(names.alarms, names.dimensions, world)),
      tell(context, 'queues', readQueues(names.queues, metrics, world)),
      tell(context, 'tables', readTables(names.tables, environment.tier, metrics, world)),
      tell(context, 'distributions', distributions),
    ])
    const [functions, alarms, queues, tables, seenDistributions] = rest
    const seen = { endpoints, functions, alarms, queues, tables, distributions: seenDistributions, certificates }
    return { environment, at: now.toISOString(), since, stacks: input.stacks ?? [], ...seen }
  } finally {
    looking.close()
  }
}

/** A world whose signal ends with the person's, or when the look has taken too long. */
function openLook(
  input: HealthInput,
  timeLimit: number,
  signal: AbortSignal,
): { readonly world: LookWorld; close(): void } {
  signal.throwIfAborted()
  const ending = new AbortController()
  const interrupt = (): void => ending.abort(signal.reason)
  const timer = setTimeout(() => ending.abort(tooLong), timeLimit)
  signal.addEventListener('abort', interrupt)
  const { client, environment } = input
  const clientIn = (region: string): StepWorld['client'] =>
    region === environment.region ? client : (input.clientIn?.(region) ?? client)
  return {
    world: { client, clientIn, region: environment.region, signal: ending.signal, timeLimit },
    close: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', interrupt)
    },
  }
}

function measureIn(
  window: { readonly from: Date; readonly to: Date },
  world: LookWorld,
): (metrics: readonly Metric[], client: StepWorld['client']) => Promise<Metrics> {
  return (metrics, client) => {
    const answer = readMetrics(metrics, window, client, world)
    // Whoever waits for it hears of a failure; until somebody does it is no unhandled one.
    answer.catch(() => undefined)
    return answer
  }
}

async function lookAtEndpoints(
  input: HealthInput,
  domains: readonly string[],
  world: LookWorld,
): Promise<readonly Seen<EndpointFacts>[]> {
  const { suite, environment, client, outputs = [] } = input
  const known = suite !== undefined && 'steps' in suite ? suite : { name: 'health', steps: [], environment, client }
  const given = worldOf({ ...known, ...(input.fetch === undefined ? {} : { fetch: input.fetch }) })
  const found = endpointsOf([...outputs, ...addressesOf(input, domains)], known.steps)
  const shared = openShared()
  const seen = await readEndpoints(found, { ...given, label: 'health', share: shared.share }, world).finally(() =>
    shared.close(),
  )
  if (suite === undefined || 'steps' in suite) return seen
  const unseen = { what: 'what addresses must answer', why: suite.obstacle }
  return [...seen, { name: 'suite smoke', unseen: [unseen] }]
}

/** The own domains of APIs; on the local cloud nobody answers to them. */
function addressesOf({ environment }: HealthInput, domains: readonly string[]): readonly string[] {
  return environment.local === true ? [] : domains.map((domain) => `https://${domain}/`)
}

async function lookAtCertificates(
  input: HealthInput,
  names: ReturnType<typeof namesOf>,
  distributions: Promise<readonly Seen<DistributionFacts>[]>,
  world: LookWorld,
): Promise<readonly Seen<CertificateFacts>[]> {
  const { suite, outputs = [] } = input
  const steps = suite !== undefined && 'steps' in suite ? suite.steps : []
  const endpoints = endpointsOf([...outputs, ...addressesOf(input, names.domains)], steps)
  const secure = endpoints.filter(({ origin }) => origin.startsWith('https:'))
  const used = distributions.then((all) => all.flatMap(({ facts }) => facts?.certificate ?? []))
  const [managed, served] = await Promise.all([
    used.then((arns) => readCertificates([...names.certificates, ...arns], world)),
    readServed(secure, input.served ?? servedCertificate, world),
  ])
  return [...managed, ...served]
}

/** Tells when a look is over; what it saw is told by the verdict. */
async function tell<T>(
  { emit }: Context,
  area: HealthArea,
  look: Promise<readonly Seen<T>[]>,
): Promise<readonly Seen<T>[]> {
  const begun = performance.now()
  const step = { type: 'step', id: `health.${area}`, title: `Look at ${area}` } as const
  emit({ ...step, state: 'started' })
  try {
    const seen = await look
    emit({
      ...step,
      state: 'ended',
      outcome: seen.length === 0 ? 'skipped' : 'done',
      ms: Math.round(performance.now() - begun),
    })
    return seen
  } catch (error) {
    emit({ ...step, state: 'ended', outcome: 'cancelled', ms: Math.round(performance.now() - begun) })
    throw error
  }
}
