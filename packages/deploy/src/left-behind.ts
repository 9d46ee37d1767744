import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { readLeftChangeSets, type StackState } from '@project-utils/cfn'
import type { Finding } from '@project-utils/contract'
import type { LockState } from '@project-utils/records'

/** Names what runs left that were killed: a lock whose holder is gone, change sets that were never executed. */
export async function findLeftBehind(
  client: CloudFormationClient,
  states: readonly Pick<StackState, 'name' | 'status'>[],
  lock: LockState | undefined,
): Promise<readonly Finding[]> {
  if (lock?.over === true) return [leftLock(lock), ...(await findLeftChangeSets(client, states))]
  // Whoever holds the lock may be about to execute one.
  return lock === undefined ? await findLeftChangeSets(client, states) : []
}

function leftLock({ actor, run }: LockState): Finding {
  return {
    rule: 'deploy/left-lock',
    category: 'leftover',
    severity: 'info',
    message: `the lock of run ${run} (${actor}) was never given back; it is void, and the next change takes it over`,
  }
}

async function findLeftChangeSets(
  client: CloudFormationClient,
  states: readonly Pick<StackState, 'name' | 'status'>[],
): Promise<readonly Finding[]> {
  const standing = states.filter(({ status }) => status !== 'ABSENT')
  const left = await Promise.all(standing.map(({ name }) => readLeftChangeSets(client, name)))
  return left.flat().map(({ name, stack }) => ({
    rule: 'deploy/left-change-set',
    category: 'leftover',
    severity: 'info',
    message: `stack ${stack} has change set ${name} of a run that did not execute it; the stack's next update removes it`,
    where: { resource: stack },
    fix: `aws cloudformation delete-change-set --stack-name ${stack} --change-set-name ${name}`,
  }))
}
