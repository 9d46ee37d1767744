import { delimiter, dirname } from 'node:path'
import type { Invocation } from './program.ts'

/** What hooks, builds and package managers are started with; the Node that runs this comes first, so that theirs is not an older one. */
export function childEnvironment(environment: Invocation['environment']): Readonly<Record<string, string>> {
  const given = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const name = given.find(([key]) => key.toUpperCase() === 'PATH')?.[0] ?? 'PATH'
  const path = [dirname(process.execPath), environment[name]].filter((part) => part !== undefined && part !== '')
  return { ...Object.fromEntries(given), [name]: path.join(delimiter) }
}
