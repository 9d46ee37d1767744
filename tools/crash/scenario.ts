/** The three acts that are disturbed, in the order of an environment's life: each builds on the one before. */
import { destroyTiny, type TinyProject } from '../tiny-project.ts'

export interface Scenario {
  readonly name: 'first deployment' | 'update' | 'destroy'
  readonly args: readonly string[]
  /** Edits the project before the act. */
  prepare(tiny: TinyProject): Promise<void>
  /** What the application says afterwards; absent where there is none. */
  readonly greeting?: string
  readonly title?: string
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'first deployment',
    args: [],
    prepare: async () => undefined,
    greeting: 'hello 1',
    title: 'tiny 1',
  },
  {
    name: 'update',
    args: [],
    prepare: async (tiny) => {
      await tiny.edit('function/hello.js', (text) => text.replace('hello 1', 'hello 2'))
      await tiny.edit('template.yaml', (text) => text.replace('MemorySize: 128', 'MemorySize: 192'))
      await tiny.edit('site/index.html', (text) => text.replace('tiny 1', 'tiny 2'))
    },
    greeting: 'hello 2',
    title: 'tiny 2',
  },
  { name: 'destroy', args: destroyTiny, prepare: async () => undefined },
]
