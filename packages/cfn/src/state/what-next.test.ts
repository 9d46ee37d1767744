import { expect, test } from 'vitest'
import { stateIn } from '../fixtures.test.fixture.ts'
import { type StackStatus, stackStatuses } from './status.ts'
import { whatNext } from './what-next.ts'

const selection = '--project shop --env dev'

/** Status → words of what it allows, severity, beginning of the command. Source: CloudFormation user guide, stack states. */
const table: Readonly<Record<StackStatus, readonly [allows: RegExp, severity?: string | undefined, command?: string]>> =
  {
    CREATE_COMPLETE: [/^update, delete$/],
    CREATE_FAILED: [/last good state/, 'error', 'aws cloudformation rollback-stack'],
    CREATE_IN_PROGRESS: [/^wait$/, undefined, 'project-cfn events'],
    DELETE_COMPLETE: [/^create$/, undefined, 'project-cfn deploy'],
    DELETE_FAILED: [/delete again/, 'error', 'project-cfn delete'],
    DELETE_IN_PROGRESS: [/^wait$/, undefined, 'project-cfn events'],
    IMPORT_COMPLETE: [/^update, delete$/],
    IMPORT_IN_PROGRESS: [/^wait$/, undefined, 'project-cfn events'],
    IMPORT_ROLLBACK_COMPLETE: [/^update, delete$/],
    IMPORT_ROLLBACK_FAILED: [/a person/, 'error', 'project-cfn events'],
    IMPORT_ROLLBACK_IN_PROGRESS: [/^wait$/, undefined, 'project-cfn events'],
    REVIEW_IN_PROGRESS: [/create, delete/, 'warning', 'project-cfn deploy'],
    ROLLBACK_COMPLETE: [/delete only/, 'error', 'project-cfn deploy'],
    ROLLBACK_FAILED: [/delete only/, 'error', 'project-cfn deploy'],
    ROLLBACK_IN_PROGRESS: [/^wait$/, undefined, 'project-cfn events'],
    UPDATE_COMPLETE: [/^update, delete$/],
    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: [/^wait$/, undefined, 'project-cfn events'],
    UPDATE_FAILED: [/last good state/, 'error', 'aws cloudformation rollback-stack'],
    UPDATE_IN_PROGRESS: [/cancel/, undefined, 'project-cfn events'],
    UPDATE_ROLLBACK_COMPLETE: [/^update, delete$/],
    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: [/^wait$/, undefined, 'project-cfn events'],
    UPDATE_ROLLBACK_FAILED: [/continue the rollback/, 'error', 'aws cloudformation continue-update-rollback'],
    UPDATE_ROLLBACK_IN_PROGRESS: [/^wait$/, undefined, 'project-cfn events'],
  }

test.each(stackStatuses)('%s says what it allows, and the one command that is right', (status) => {
  const [allows, severity, command] = table[status]
  const next = whatNext(stateIn(status), 'app', selection)
  expect(next.allows).toMatch(allows)
  expect(next.severity).toBe(severity)
  if (command === undefined) expect(next.command).toBeUndefined()
  else expect(next.command?.startsWith(command)).toBe(true)
  expect(next.command ?? selection).toMatch(/--env dev|--region eu-west-1/)
})

test('a stack that is not there is created', () => {
  expect(whatNext(stateIn('ABSENT'), undefined, selection)).toEqual({
    allows: 'create',
    command: `project-cfn deploy ${selection}`,
  })
})
