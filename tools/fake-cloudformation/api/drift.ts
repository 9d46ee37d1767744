/** Drift: what a test made of a resource outside of its stack, found out in some looks. */
import { randomUUID } from 'node:crypto'
import { leavesOf } from '../change-set/details.ts'
import { type Cloud, mustFind } from '../cloud/cloud.ts'
import type { Resource, Stack } from '../cloud/model.ts'
import { words } from '../sources.ts'
import { required, text, texts } from '../wire/input.ts'
import { type Input, invalid, type Output } from '../wire/query.ts'
import { pageOf } from './page.ts'

export function detectStackDrift(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, required(input, 'StackName'), words.noStack)
  // Source: DetectStackDrift of the SDK's model: stacks at rest alone.
  if (
    !/^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK|IMPORT_ROLLBACK)_COMPLETE$|^UPDATE_ROLLBACK_FAILED$/.test(stack.status)
  ) {
    throw invalid(`Drift detection cannot be performed on stack [${stack.id}] while it is in ${stack.status}`)
  }
  const id = randomUUID()
  cloud.detections.set(id, { stack, at: cloud.now(), looks: cloud.behaviour.changeSetLooks })
  const only = texts(input, 'LogicalResourceIds')
  for (const [logicalId, resource] of stack.resources) {
    if (only.length > 0 && !only.includes(logicalId)) continue
    stack.resources.set(logicalId, { ...resource, drift: driftOf(resource) })
  }
  return { StackDriftDetectionId: id }
}

export function describeStackDriftDetectionStatus(cloud: Cloud, input: Input): Output {
  const id = required(input, 'StackDriftDetectionId')
  const detection = cloud.detections.get(id)
  if (detection === undefined) throw invalid(`Stack drift detection ${id} does not exist`)
  const { stack, at } = detection
  const own = { StackId: stack.id, StackDriftDetectionId: id, Timestamp: at }
  if (detection.looks > 0) {
    detection.looks -= 1
    return { ...own, DetectionStatus: 'DETECTION_IN_PROGRESS' }
  }
  const drifted = [...stack.resources.values()].filter(
    ({ drift }) => drift === 'MODIFIED' || drift === 'DELETED',
  ).length
  const status = drifted > 0 ? 'DRIFTED' : 'IN_SYNC'
  stack.drift = { status, at }
  return { ...own, DetectionStatus: 'DETECTION_COMPLETE', StackDriftStatus: status, DriftedStackResourceCount: drifted }
}

export function describeStackResourceDrifts(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, required(input, 'StackName'), words.noStack)
  const wanted = texts(input, 'StackResourceDriftStatusFilters')
  const found = [...stack.resources.values()].filter(
    ({ drift }) => drift !== undefined && (wanted.length === 0 || wanted.includes(drift)),
  )
  const page = pageOf(found, input, Number(text(input, 'MaxResults') ?? 100))
  return { StackResourceDrifts: page.items.map((one) => viewOf(cloud, stack, one)), NextToken: page.next }
}

export function detectStackResourceDrift(cloud: Cloud, input: Input): Output {
  const stack = mustFind(cloud, required(input, 'StackName'), words.noStack)
  const logicalId = required(input, 'LogicalResourceId')
  const resource = stack.resources.get(logicalId)
  if (resource === undefined) throw invalid(`Resource ${logicalId} does not exist for stack ${stack.name}`)
  const seen = { ...resource, drift: driftOf(resource) }
  stack.resources.set(logicalId, seen)
  return { StackResourceDrift: viewOf(cloud, stack, seen) }
}

function driftOf(resource: Resource): 'IN_SYNC' | 'MODIFIED' | 'DELETED' {
  const { live, properties } = resource
  if (live === 'deleted') return 'DELETED'
  return live === undefined || leavesOf('', properties, live).length === 0 ? 'IN_SYNC' : 'MODIFIED'
}

function viewOf(cloud: Cloud, stack: Stack, resource: Resource): Output {
  const { logicalId, physicalId, type, properties, live, drift } = resource
  const actual = live === 'deleted' ? undefined : (live ?? properties)
  const differences = actual === undefined ? [] : leavesOf('', properties, actual)
  return {
    StackId: stack.id,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ExpectedProperties: JSON.stringify(properties),
    ActualProperties: actual === undefined ? undefined : JSON.stringify(actual),
    PropertyDifferences: differences.map(({ path, before = '', after = '', kind }) => ({
      PropertyPath: path,
      ExpectedValue: before,
      ActualValue: after,
      DifferenceType: kind === 'Modify' ? 'NOT_EQUAL' : kind === 'Add' ? 'ADD' : 'REMOVE',
    })),
    StackResourceDriftStatus: drift ?? 'NOT_CHECKED',
    Timestamp: cloud.now(),
  }
}
