import * as v from 'valibot'
import { command, portablePath } from '../fields.ts'
import { defineSection, type Section } from '../section.ts'

/** The moments at which a project's own commands run. */
export type HookName = 'test' | 'before-build' | 'before-deploy' | 'after-deploy'

/** A command of the project, run by the shell in the folder of `source`. */
export interface Hook {
  readonly run: string
  /** Files and folders it reads, relative to `source`. */
  readonly inputs: readonly string[]
  /** Files and folders it makes, relative to `source`. */
  readonly outputs: readonly string[]
}

export type Hooks = Readonly<Partial<Record<HookName, Hook>>>

const hook = v.union([
  command,
  v.strictObject({
    run: command,
    inputs: v.exactOptional(
      v.pipe(
        v.array(portablePath),
        v.description('Files and folders it reads, relative to `source`: it runs again only when one of them changed.'),
      ),
    ),
    outputs: v.exactOptional(
      v.pipe(
        v.array(portablePath),
        v.description('Files and folders it makes, relative to `source`: it runs again when one of them is missing.'),
      ),
    ),
  }),
])

const moment = (when: string) => v.exactOptional(v.pipe(hook, v.description(when)))

/** `hooks`: own commands at fixed moments. */
export const hooks: Section<'hooks', Hooks> = defineSection({
  key: 'hooks',
  summary:
    'Own commands at fixed moments, run by the shell in the folder of `source`; a failing one stops the deployment. Either the command itself, or a map with `run`, `inputs` and `outputs`. `$NAME` and `${NAME}` are left to the shell.',
  schema: v.strictObject({
    test: moment('Runs when the plan shows a change, before anything is written; never in a dry run.'),
    'before-build': moment('Runs before functions and site are built, such as a code generator.'),
    'before-deploy': moment('Runs after approval, before the first change in the account.'),
    'after-deploy': moment('Runs after a deployment that succeeded.'),
  }),
  resolve: (raw = {}) =>
    Object.fromEntries(
      Object.entries(raw).map(([name, value]) => [
        name,
        typeof value === 'string' ? { run: value, inputs: [], outputs: [] } : { inputs: [], outputs: [], ...value },
      ]),
    ),
})
