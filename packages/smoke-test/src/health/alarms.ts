import type { HealthThing } from './health.ts'
import { type JudgeWorld, judgedThing } from './judge-thing.ts'
import { type LookWorld, type Seen, tryCall, type Unseen } from './look.ts'

/** What is seen of an alarm of CloudWatch. */
export interface AlarmFacts {
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`, since when (ISO 8601), and why. */
  readonly state: string
  readonly at?: string
  readonly reason?: string
  readonly description?: string
  /** False where somebody made it by hand beside the stacks, on something of the project. */
  readonly isOfStack: boolean
}

interface Described {
  readonly AlarmName?: string | undefined
  readonly AlarmDescription?: string | undefined
  readonly StateValue?: string | undefined
  readonly StateReason?: string | undefined
  readonly StateTransitionedTimestamp?: Date | undefined
  readonly StateUpdatedTimestamp?: Date | undefined
  readonly Dimensions?: readonly { readonly Value?: string | undefined }[] | undefined
}

/** Names that one call takes (CloudWatch API reference, DescribeAlarms). */
const perCall = 100

const asked = { action: 'cloudwatch:DescribeAlarms', what: 'the state of alarms' }

/**
 * Looks at the alarms of the stacks, and at all others in state ALARM whose dimensions name something of the project. Those
 * by which Application Auto Scaling steers are in ALARM whenever there is little to do, and are left out.
 */
export async function readAlarms(
  names: readonly string[],
  resources: ReadonlySet<string>,
  world: LookWorld,
): Promise<readonly Seen<AlarmFacts>[]> {
  const parts = Array.from({ length: Math.ceil(names.length / perCall) }, (_, index) =>
    names.slice(index * perCall, (index + 1) * perCall),
  )
  const [others, ...own] = await Promise.all([
    describe({ StateValue: 'ALARM' }, world),
    ...parts.map((AlarmNames) => describe({ AlarmNames }, world)),
  ])
  const byName = new Map(own.flatMap(({ alarms }) => alarms.map((one) => [one.AlarmName, one] as const)))
  const unseen = own.flatMap((one) => one.unseen)
  const seen = names.map((name): Seen<AlarmFacts> => {
    const found = byName.get(name)
    if (found !== undefined) return { name, facts: factsOf(found, true), unseen: [] }
    return unseen.length > 0 ? { name, unseen: unseen.slice(0, 1) } : { name, isGone: true, unseen: [] }
  })
  const foreign = others.alarms.filter(({ AlarmName = '', Dimensions = [] }) => {
    const isNamed = Dimensions.some(({ Value = '' }) => resources.has(Value))
    return isNamed && !names.includes(AlarmName) && !AlarmName.startsWith('TargetTracking-')
  })
  return [
    ...seen,
    ...foreign.map((one) => ({ name: one.AlarmName ?? '', facts: factsOf(one, false), unseen: [] })),
    // Where those of the stacks were refused as well, that says it.
    ...(unseen.length > 0 ? [] : others.unseen.map((one) => ({ name: 'alarms beside the stacks', unseen: [one] }))),
  ]
}

async function describe(
  filter: { readonly AlarmNames?: readonly string[]; readonly StateValue?: 'ALARM' },
  world: LookWorld,
): Promise<{ readonly alarms: readonly Described[]; readonly unseen: readonly Unseen[] }> {
  const { CloudWatchClient, DescribeAlarmsCommand } = await import('./sdk-cloudwatch.ts')
  const client = world.client(CloudWatchClient)
  const alarms: Described[] = []
  let NextToken: string | undefined
  do {
    const { AlarmNames, StateValue } = filter
    const input = {
      AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const],
      MaxRecords: perCall,
      NextToken,
      ...(AlarmNames === undefined ? {} : { AlarmNames: [...AlarmNames] }),
      ...(StateValue === undefined ? {} : { StateValue }),
    }
    const { value, unseen } = await tryCall(world, asked, (options) =>
      client.send(new DescribeAlarmsCommand(input), options),
    )
    if (value === undefined) return { alarms, unseen: unseen === undefined ? [] : [unseen] }
    alarms.push(...(value.MetricAlarms ?? []), ...(value.CompositeAlarms ?? []))
    NextToken = value.NextToken
  } while (NextToken !== undefined)
  return { alarms, unseen: [] }
}

function factsOf(alarm: Described, isOfStack: boolean): AlarmFacts {
  const { StateValue = 'unknown', StateReason, AlarmDescription } = alarm
  const at = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp
  return {
    state: StateValue,
    ...(at === undefined ? {} : { at: at.toISOString() }),
    ...(StateReason === undefined ? {} : { reason: StateReason }),
    ...(AlarmDescription === undefined ? {} : { description: AlarmDescription }),
    isOfStack,
  }
}

/** Judges alarms: in ALARM is red; without data yet is only told; one that is gone warns nobody, which is yellow. */
export function judgeAlarms(seen: readonly Seen<AlarmFacts>[], { aws, selection }: JudgeWorld): readonly HealthThing[] {
  return seen.map((one) => {
    const { name, facts, isGone } = one
    if (isGone === true) {
      return judgedThing('alarms', one, 'is gone', [
        {
          rule: 'health/alarms-gone',
          level: 'yellow',
          message: `alarm ${name} does not exist, though its stack names it: nobody will be warned`,
          fix: `project-cfn status ${selection}`,
        },
      ])
    }
    if (facts === undefined) return judgedThing('alarms', one, 'its state is unknown', [])
    const fix = aws(`cloudwatch describe-alarm-history --alarm-name ${quoted(name)}`)
    const since = facts.at === undefined ? '' : ` since ${facts.at}`
    if (facts.state === 'ALARM') {
      const meaning = facts.description === undefined ? '' : `: ${facts.description}`
      const why = facts.reason === undefined || facts.reason === '' ? '' : ` (${facts.reason})`
      const message = `alarm ${name} is in ALARM${since}${meaning}${why}`
      return judgedThing('alarms', one, `ALARM${since}`, [{ rule: 'health/alarm', level: 'red', message, fix }])
    }
    if (facts.state === 'INSUFFICIENT_DATA') {
      const message = `alarm ${name} has no data to judge by${since}, so it could not warn`
      return judgedThing('alarms', one, `no data${since}`, [{ rule: 'health/alarm-data', level: 'note', message, fix }])
    }
    return judgedThing('alarms', one, facts.state, [])
  })
}

function quoted(name: string): string {
  return /^[\w./:=@%+,-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`
}
