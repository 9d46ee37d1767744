const megabyte = 1024 * 1024

/** Lambda's limits on artifacts, in bytes. */
export interface ArtifactLimits {
  /** All files of a function and its layers together, unpacked. An account may have another: `CodeSizeUnzipped`. */
  readonly unzipped: number
  /** A zip that goes to Lambda itself; a larger one goes through a bucket. An account may have another: `CodeSizeZipped`. */
  readonly direct: number
  /** A container image, unpacked. */
  readonly image: number
}

/** Source: page "Lambda quotas" of the AWS Lambda developer guide, November 2026. For settings see `runtime/limits.ts`. */
export const limits: ArtifactLimits = { unzipped: 250 * megabyte, direct: 50 * megabyte, image: 10_240 * megabyte }
