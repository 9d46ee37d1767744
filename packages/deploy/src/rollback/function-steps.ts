import type { Step } from '@project-utils/contract'
import type { FunctionReturn, ReturnWorld } from './world.ts'

/** What brings aliases back, before and after the stacks. */
interface FunctionSteps {
  readonly first: readonly Step[]
  /** Versions that are gone are published again from the code that the stack then has. */
  readonly publish: readonly Step[]
  /** CloudFormation writes an alias whose own properties change, so all are looked at again after the stacks. */
  readonly again: readonly Step[]
}

/** The steps of functions with a managed alias. Pure. */
export function functionSteps({ functions, settled, target }: ReturnWorld, withStacks: boolean): FunctionSteps {
  const all = Object.entries(functions)
  const lost = all.filter(([, { isThere }]) => !isThere)
  const there = all.filter(([, { isThere }]) => isThere)
  const moved = there.filter(([, { live, released }]) => live !== released.version)
  const again = withStacks ? there : []
  return {
    first: moved.map(([id, one]) => aliasStep(`alias.${id}`, id, one, `release ${target.id} served it`)),
    publish: lost.map(([id, one]) => publishStep(id, one)),
    again: [
      ...lost.map(([id, one]) => aliasStep(`alias.${id}`, id, one, `its version of release ${target.id} is gone`)),
      ...again.map(([id, one]) =>
        aliasStep(`alias.${id}.again`, id, one, settled ? 'a stack may have moved it' : 'a run ended in between'),
      ),
    ],
  }
}

function aliasStep(id: string, logicalId: string, { released, live, isThere }: FunctionReturn, why: string): Step {
  const { name, alias = '', version = '' } = released
  const isAgain = id.endsWith('.again')
  return {
    id,
    kind: 'back-alias',
    title: isAgain
      ? `Make sure that ${alias} of ${logicalId} is at version ${version}`
      : `Move ${alias} of ${logicalId} back${isThere ? ` to version ${version}` : ''}`,
    why,
    needs: [],
    action: 'move',
    undo: 'automatic',
    risks: [],
    ...(isAgain
      ? {}
      : {
          changes: [
            {
              subject: `${logicalId}:${alias}`,
              action: 'move' as const,
              ...(live === undefined ? {} : { before: live }),
              after: isThere ? version : { later: `publish.${logicalId}` },
            },
          ],
        }),
    input: { logicalId, name, alias, ...(isThere ? { version } : {}) },
  }
}

function publishStep(logicalId: string, { released }: FunctionReturn): Step {
  const { name, version = '', codeSha256 } = released
  return {
    id: `publish.${logicalId}`,
    kind: 'back-publish',
    title: `Publish ${logicalId} again`,
    why: `its version ${version} is gone`,
    needs: [],
    action: 'create',
    undo: 'automatic',
    risks: [],
    input: { logicalId, name, codeSha256 },
  }
}
