import { resolve } from 'node:path'
import { type SavedStack, savedStack } from '@project-utils/cfn'
import type { Plan } from '@project-utils/contract'
import type { StoredArtifact } from '@project-utils/lambda-build'
import {
  type PlanFile,
  type PlanFileKind,
  planFileOf,
  readPlanFile,
  type Saving,
  sealPlanFile,
  writePlanFile,
} from '@project-utils/run'
import type { SiteManifest } from '@project-utils/site'
import { viewOf } from '../stack-plans.ts'
import type { World } from '../world.ts'

/** The plan of a release in a file: no bytes, no template and no parameter, but where the prepared ones are kept. */
export interface SavedRelease extends PlanFile {
  /** The commit that everything was built from; absent outside git. */
  readonly commit?: string
  /** Functions and layers, which lie in the bucket by the hash of their content. */
  readonly artifacts: readonly StoredArtifact[]
  /** The site, whose files lie in the bucket by their hashes where the plan publishes it. */
  readonly site?: SiteManifest
  /** Stacks that have a change set. */
  readonly stacks: readonly SavedStack[]
}

/** The plan files of `project-deploy`. */
export const planFiles: PlanFileKind = {
  kind: 'deploy plan',
  command: 'project-deploy plan',
  again: 'project-deploy plan --out FILE',
  codes: {
    file: 'DEPLOY_PLAN_FILE',
    changed: 'DEPLOY_PLAN_CHANGED',
    expired: 'DEPLOY_PLAN_EXPIRED',
    movedOn: 'DEPLOY_PLAN_MOVED_ON',
  },
}

/** Makes what is written of a plan; pure. */
export function savedRelease(
  plan: Plan,
  { desired, wanted, actual }: World,
  saving: Saving & { readonly commit: string | undefined },
): SavedRelease {
  const file = planFileOf(plan, saving, planFiles)
  const stacks = Object.entries(wanted).flatMap(([key, one]): SavedStack[] => {
    const [changeSet, state] = [viewOf(key, file.plan.prepared), actual.stacks[key]]
    if (changeSet === undefined || changeSet.empty || state === undefined) return []
    return [savedStack(key, one.desired.name, changeSet, state)]
  })
  const artifacts = Object.values(desired.artifacts).map(({ zip: _zip, manifest, ...artifact }): StoredArtifact => {
    return { ...artifact, manifest: { sha256: manifest.sha256, entries: [] } }
  })
  return sealPlanFile({
    ...file,
    ...(saving.commit === undefined ? {} : { commit: saving.commit }),
    artifacts,
    ...(desired.site === undefined ? {} : { site: desired.site.manifest }),
    stacks,
  })
}

/** The file of that name, as seen from the working folder. */
export function planFile(name: string, cwd: string): string {
  return resolve(cwd, name)
}

/**
 * Writes a plan to a file that only its owner may read.
 *
 * @throws ProjectError `DEPLOY_PLAN_FILE`
 */
export function writeRelease(file: string, saved: SavedRelease): void {
  writePlanFile(file, saved, planFiles)
}

/**
 * Reads the plan of a release from a file.
 *
 * @throws ProjectError `DEPLOY_PLAN_FILE` where it is none, `DEPLOY_PLAN_CHANGED` where it is not as it was written
 */
export function readRelease(file: string): SavedRelease {
  const isWhole = ({ stacks, artifacts }: Partial<SavedRelease>): boolean =>
    Array.isArray(stacks) && Array.isArray(artifacts)
  return readPlanFile<SavedRelease>(file, planFiles, isWhole)
}
