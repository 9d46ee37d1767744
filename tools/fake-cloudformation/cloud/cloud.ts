/** All stacks of one account and region, and the time that they live in. */
import type { ChangeSet } from '../change-set/model.ts'
import type { Script } from '../script.ts'
import { words } from '../sources.ts'
import { invalid } from '../wire/query.ts'
import type { Physical, Resource, Stack } from './model.ts'

/** How the fake behaves; each can be changed while it runs. */
export interface Behaviour {
  /**
   * What moves an operation on: `look` (default) one tick after each DescribeStacks or first page of events of its stack,
   * `manual` only the control address, a number that many milliseconds.
   */
  pace: 'look' | 'manual' | number
  /** Milliseconds of the fake's own time that pass with each tick, besides real time. Default: none. */
  tick: number
  /** Ticks that a resource takes where its script does not say. Default: 1. */
  ticks: number
  /** Looks at a change set until it is made. Default: 1. */
  changeSetLooks: number
  /** Looks after the start of an operation that still show the state before. Default: 0. */
  stale: number
  /** Whether change sets are validated before they are made. Default: true. */
  earlyValidation: boolean
  /** Events on a page; AWS's default is 100. */
  page: number
}

export const usual: Behaviour = {
  pace: 'look',
  tick: 0,
  ticks: 1,
  changeSetLooks: 1,
  stale: 0,
  earlyValidation: true,
  page: 100,
}

/** An account in a region. */
export interface Cloud {
  readonly account: string
  readonly region: string
  readonly behaviour: Behaviour
  /** All that ever were, deleted ones too, oldest first. */
  readonly stacks: Stack[]
  readonly changeSets: ChangeSet[]
  /** Named resources that exist, whoever made them. */
  readonly physical: Physical[]
  /** What resources do, by `stack/logicalId`. */
  readonly scripts: Map<string, Script>
  /** How often something of a script has happened already. */
  readonly happened: Map<string, number>
  readonly detections: Map<string, { readonly stack: Stack; readonly at: Date; looks: number }>
  /** How nested stacks go, as part of their parent's operation. */
  readonly nested: Nested
  /** Reads a template from a bucket; undefined where there is none. */
  fetch(url: string): string | undefined
  now(): Date
  /** Lets the fake's own time pass. */
  pass(milliseconds: number): void
}

/** What a parent's operation does with a nested stack; each gives the reason why it failed. */
export interface Nested {
  create(parent: Stack, resource: Resource): Generator<void, string | undefined>
  update(child: Stack, resource: Resource): Generator<void, string | undefined>
  /** Brings back the state before the parent's update. */
  restore(child: Stack): Generator<void, string | undefined>
  remove(child: Stack, how: Deletion): Generator<void, string | undefined>
}

/** Why resources are deleted. */
export interface Deletion {
  /** Logical ids that are left in the account. */
  readonly retain?: readonly string[]
  /** What cannot be deleted is left in the account. Source: DeletionMode of the SDK's model. */
  readonly force?: boolean
  /** A creation that is rolled back: RetainExceptOnCreate keeps nothing then. */
  readonly ofCreation?: boolean
  readonly phase?: 'delete' | 'cleanup'
}

/** Makes an empty account. */
export function openCloud(
  { account, region }: { readonly account: string; readonly region: string },
  behaviour: Behaviour,
  fetch: Cloud['fetch'],
  nest: (cloud: Cloud) => Nested,
): Cloud {
  let ahead = 0
  let last = Date.now()
  const cloud: Cloud = {
    ...{ account, region, behaviour, fetch },
    get nested() {
      return nest(cloud)
    },
    stacks: [],
    changeSets: [],
    physical: [],
    scripts: new Map(),
    happened: new Map(),
    detections: new Map(),
    // All of one tick happens in the same millisecond, as it often does on AWS.
    now: () => new Date(last),
    pass: (milliseconds) => {
      ahead += milliseconds
      last = Math.max(last + 1, Date.now() + ahead)
    },
  }
  return cloud
}

/** The stack of a name or an id; a deleted one only by its id. */
export function findStack(cloud: Cloud, nameOrId: string): Stack | undefined {
  const byId = cloud.stacks.find(({ id }) => id === nameOrId)
  return byId ?? cloud.stacks.findLast(({ name, status }) => name === nameOrId && status !== 'DELETE_COMPLETE')
}

/** The stack of a name or an id, or a refusal in the words of the call. */
export function mustFind(cloud: Cloud, nameOrId: string, say: (name: string) => string = words.noStackWithId): Stack {
  const found = findStack(cloud, nameOrId)
  if (found === undefined) throw invalid(say(nameOrId))
  return found
}
