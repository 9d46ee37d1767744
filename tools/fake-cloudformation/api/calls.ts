/** All calls of CloudFormation that the fake answers. */
import type { Cloud } from '../cloud/cloud.ts'
import { words } from '../sources.ts'
import { type Input, type Output, Refused } from '../wire/query.ts'
import { deleteChangeSet, describeChangeSet, listChangeSets } from './change-sets.ts'
import { createChangeSet } from './create-change-set.ts'
import {
  describeStackResource,
  describeStackResources,
  describeStacks,
  listStackResources,
  listStacks,
} from './describe.ts'
import {
  describeStackDriftDetectionStatus,
  describeStackResourceDrifts,
  detectStackDrift,
  detectStackResourceDrift,
} from './drift.ts'
import { describeEvents, describeStackEvents } from './events.ts'
import { executeChangeSet } from './execute-change-set.ts'
import { listExports, listImports } from './exports.ts'
import { getStackPolicy, setStackPolicy, updateTerminationProtection } from './protection.ts'
import { cancelUpdateStack, continueUpdateRollback, rollbackStack } from './recovery.ts'
import { createStackCall, deleteStackCall, updateStackCall } from './stacks.ts'
import { getTemplate, getTemplateSummary, validateTemplate } from './templates.ts'

const calls: Readonly<Record<string, (cloud: Cloud, input: Input) => Output>> = {
  CancelUpdateStack: cancelUpdateStack,
  ContinueUpdateRollback: continueUpdateRollback,
  CreateChangeSet: createChangeSet,
  CreateStack: createStackCall,
  DeleteChangeSet: deleteChangeSet,
  DeleteStack: deleteStackCall,
  DescribeChangeSet: describeChangeSet,
  DescribeEvents: describeEvents,
  DescribeStackDriftDetectionStatus: describeStackDriftDetectionStatus,
  DescribeStackEvents: describeStackEvents,
  DescribeStackResource: describeStackResource,
  DescribeStackResourceDrifts: describeStackResourceDrifts,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  DetectStackDrift: detectStackDrift,
  DetectStackResourceDrift: detectStackResourceDrift,
  ExecuteChangeSet: executeChangeSet,
  GetStackPolicy: getStackPolicy,
  GetTemplate: getTemplate,
  GetTemplateSummary: getTemplateSummary,
  ListChangeSets: listChangeSets,
  ListExports: listExports,
  ListImports: listImports,
  ListStackResources: listStackResources,
  ListStacks: listStacks,
  RollbackStack: rollbackStack,
  SetStackPolicy: setStackPolicy,
  UpdateStack: updateStackCall,
  UpdateTerminationProtection: updateTerminationProtection,
  ValidateTemplate: validateTemplate,
}

/** Answers one call; throws `Refused`. */
export function answerCall(cloud: Cloud, action: string, input: Input): Output {
  const call = calls[action]
  if (call === undefined) throw new Refused('InvalidAction', words.noAction(action))
  return call(cloud, input)
}
