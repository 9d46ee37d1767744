/** Injects faults by a plan that may change while the proxy runs. */
import type { ReadyFault } from './fault.ts'
import { type FaultName, faults } from './faults.ts'
import type { Interceptor } from './interceptor.ts'
import { drawFault, isMatch, type Rule, type SeededRule } from './rule.ts'

/** A call that was struck. */
export interface Struck {
  /** `service.Operation`. */
  readonly operation: string
  /** Which one of its operation since the plan was set, from 1. */
  readonly nth: number
  readonly fault: FaultName
  readonly mutating: boolean
  readonly path: string
}

export interface Injector {
  /** For `startProxy`. */
  readonly interceptors: readonly Interceptor[]
  /** Sets the rules, the first that fits strikes; counts and the list of the struck begin anew. */
  plan(rules: readonly (Rule | SeededRule)[]): void
  struck(): readonly Struck[]
}

/** Makes an injector with its first plan; `tell` hears of each call that is struck. */
export function openInjector(first: readonly (Rule | SeededRule)[] = [], tell?: (struck: Struck) => void): Injector {
  const ready = new Map<FaultName, ReadyFault>()
  let rules: readonly (Rule | SeededRule)[] = []
  /** How many calls each rule has matched. */
  let matched: number[] = []
  let calls = new Map<string, number>()
  let struck: Struck[] = []

  const open = (name: FaultName): ReadyFault => {
    const known = ready.get(name) ?? faults[name].open()
    ready.set(name, known)
    return known
  }

  const choose: Interceptor = (exchange, next) => {
    const { operation, request } = exchange
    const path = request.url?.split('?', 1)[0] ?? ''
    const name = `${operation.service}.${operation.operation}`
    const nth = (calls.get(name) ?? 0) + 1
    calls.set(name, nth)
    let chosen: { readonly fault: FaultName; readonly argument?: number } | undefined
    for (const [index, rule] of rules.entries()) {
      if (!isMatch(rule.match ?? {}, operation, path)) continue
      const count = (matched[index] ?? 0) + 1
      matched[index] = count
      chosen ??= strikes(rule, name, nth, count)
    }
    if (chosen === undefined) return next()
    const hit: Struck = { operation: name, nth, fault: chosen.fault, mutating: operation.mutating, path }
    struck.push(hit)
    tell?.(hit)
    return open(chosen.fault).strike(exchange, next, chosen.argument)
  }

  /** Whoever has to remember answers sees all of them, also those that another fault keeps from the client. */
  const watch: Interceptor = (exchange, next) =>
    [...ready.values()].reduce((inner, fault) => {
      const { watch: see } = fault
      return see === undefined ? inner : () => see(exchange, inner)
    }, next)()

  function plan(wanted: readonly (Rule | SeededRule)[]): void {
    rules = wanted
    matched = []
    calls = new Map()
    struck = []
    for (const rule of wanted) if ('fault' in rule) open(rule.fault)
  }
  plan(first)
  return { interceptors: [choose, watch], plan, struck: () => struck }
}

function strikes(rule: Rule | SeededRule, name: string, nth: number, count: number) {
  if ('seed' in rule) {
    const fault = drawFault(rule, name, nth)
    return fault === undefined ? undefined : { fault }
  }
  const from = rule.match.nth ?? 1
  const isOne = count >= from && count < from + (rule.times ?? 1)
  return isOne ? { fault: rule.fault, ...(rule.argument === undefined ? {} : { argument: rule.argument }) } : undefined
}
