/** What a test may do to the fake from outside, in the process or by its control address. */
import type { Behaviour, Cloud } from './cloud/cloud.ts'
import { findStack } from './cloud/cloud.ts'
import type { JsonMap, Stack } from './cloud/model.ts'
import { tickAll } from './operation/run.ts'
import type { Script } from './script.ts'
import { type Seed, seedStack } from './seed.ts'
import { physicalId } from './template/names.ts'
import type { Buckets } from './wire/s3.ts'

/** An account in a region; default: zeros in us-east-1. */
export interface Where {
  readonly account?: string
  readonly region?: string
}

export interface Control {
  /** Changes how the fake behaves. */
  set(behaviour: Partial<Behaviour>): void
  /** Puts a stack there, in any state. */
  seed(stack: Seed & Where): Stack
  /** Says what a resource does, by `stack/logicalId` or, for all stacks, by its logical id after a star and a slash. */
  script(scripts: Readonly<Record<string, Script>>, where?: Where): void
  /** Lets a named resource exist that no stack owns. */
  exists(type: string, name: string, where?: Where): void
  /** Makes of a resource what nobody asked its stack for: other properties, or nothing. */
  drift(stack: string, logicalId: string, live: JsonMap | 'deleted', where?: Where): void
  /** Some ticks for all that runs; without a number until all is at rest, but no more than 1,000. */
  tick(times?: number): void
  /** Forgets all stacks, change sets and scripts, and what stacks have made. */
  reset(): void
  /** Puts an object into a bucket. */
  object(bucket: string, key: string, body: string): void
  /** Removes the objects of all buckets whose keys hold a text. */
  forget(part: string): void
  stack(name: string, where?: Where): Stack | undefined
  /** All stacks that were ever nested in one, oldest first. */
  nestedIn(name: string, where?: Where): readonly Stack[]
  /** A call of the control address: the name of one of these and its arguments as a list. */
  answer(method: string, path: string, body: unknown): unknown
}

interface Parts {
  readonly behaviour: Behaviour
  readonly clouds: ReadonlyMap<string, Cloud>
  cloudOf(account: string, region: string): Cloud
  readonly buckets: Buckets
}

/** Opens the ways into a fake. */
export function openControl({ behaviour, clouds, cloudOf, buckets }: Parts): Control {
  const at = ({ account = '000000000000', region = 'us-east-1' }: Where = {}): Cloud => cloudOf(account, region)
  const control: Control = {
    set: (changes) => void Object.assign(behaviour, changes),
    seed: (seed) => seedStack(at(seed), seed),
    script: (scripts, where) => {
      for (const [key, script] of Object.entries(scripts)) at(where).scripts.set(key, script)
    },
    exists: (type, name, where) => {
      const cloud = at(where)
      cloud.physical.push({ type, id: physicalId(type, name, cloud) })
    },
    drift: (name, logicalId, live, where) => {
      const stack = findStack(at(where), name)
      const resource = stack?.resources.get(logicalId)
      if (stack === undefined || resource === undefined) throw new Error(`no ${logicalId} in a stack ${name}`)
      stack.resources.set(logicalId, { ...resource, live })
    },
    tick: (times = 1000) => {
      for (let count = 0; count < times; count += 1) {
        const running = [...clouds.values()].map(tickAll)
        if (!running.includes(true)) return
      }
    },
    reset: () => {
      for (const { stacks, changeSets, scripts, happened, physical } of clouds.values()) {
        for (const list of [stacks, changeSets]) list.splice(0)
        for (const map of [scripts, happened]) map.clear()
        physical.splice(0, physical.length, ...physical.filter(({ owner }) => owner === undefined))
      }
    },
    object: (bucket, key, body) => {
      const objects = buckets.get(bucket) ?? new Map()
      objects.set(key, { body: Buffer.from(body), etag: '"0"', modified: new Date(), headers: {} })
      buckets.set(bucket, objects)
    },
    forget: (part) => {
      for (const objects of buckets.values()) {
        for (const key of objects.keys()) if (key.includes(part)) objects.delete(key)
      }
    },
    stack: (name, where) => findStack(at(where), name),
    nestedIn: (name, where) => {
      const parent = findStack(at(where), name)
      return at(where).stacks.filter(({ parentId }) => parentId !== undefined && parentId === parent?.id)
    },
    answer: (_, path, body) => {
      const args = Array.isArray(body) ? body : body === undefined ? [] : [body]
      switch (path) {
        case 'set':
        case 'script':
        case 'exists':
        case 'drift':
        case 'tick':
        case 'forget':
        case 'object':
        case 'reset':
          return (control[path] as (...given: unknown[]) => void)(...args)
        case 'seed':
          return { id: control.seed(args[0] as Seed).id }
        case 'stack': {
          const stack = control.stack(String(args[0]), args[1] as Where | undefined)
          return stack === undefined ? {} : { id: stack.id, status: stack.status, reason: stack.reason }
        }
        default:
          throw new Error(`no control ${path}`)
      }
    },
  }
  return control
}
