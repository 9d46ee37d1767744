import type { Workbench } from './workbench.ts'

/** Where CloudFormation reads a template that is too long for a call; in path style, which AWS and the local cloud both take. */
export function templateUrl(key: string, { scope, records }: Pick<Workbench, 'scope' | 'records'>): string {
  return `https://s3.${scope.region}.amazonaws.com/${records.bucket}/${records.blobs.key(key)}`
}
