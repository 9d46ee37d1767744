import type { HookName } from '@project-utils/project'
import { hasChanges } from '../changes.ts'
import { runHook } from '../run-hook.ts'
import type { StepKind } from '../step-kind.ts'

/** The project's own tests, before anything is changed; never without a change and never in a dry run. */
export const testHook: StepKind = hookKind('test', 'Run the tests')
export const beforeDeployHook: StepKind = hookKind('before-deploy', 'Run the hook before-deploy')
export const afterDeployHook: StepKind = hookKind('after-deploy', 'Run the hook after-deploy')

function hookKind(name: HookName, title: string): StepKind {
  const kind = `hook-${name}`
  return {
    kind,
    plan: (world) => {
      const hook = world.project.hooks[name]
      if (hook === undefined || !hasChanges(world)) return []
      return [
        {
          id: `hook.${name}`,
          kind,
          title: `${title}: ${hook.run}`,
          why: `hooks.${name} of the project`,
          needs: [],
          action: 'run',
          undo: 'by hand',
          risks: [],
          input: { run: hook.run },
        },
      ]
    },
    apply: async ({ step, bench, world, context }) => {
      const { run: line } = step.input as { readonly run: string }
      const { scope } = world
      const environment = {
        ...bench.environment,
        PROJECT: scope.project,
        ENVIRONMENT: scope.environment,
        AWS_ACCOUNT: scope.account,
        AWS_REGION: scope.region,
      }
      await runHook({ name, line, cwd: world.project.root, environment, step }, context)
      return { outcome: 'done' }
    },
  }
}
