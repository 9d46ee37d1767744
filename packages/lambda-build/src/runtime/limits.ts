/**
 * Lambda's own limits on a function's settings. Source: page "Lambda quotas" of the AWS Lambda developer guide, November
 * 2026. The API's model allows more for Managed Instances, which need a capacity provider.
 */
export const settingLimits: Readonly<
  Record<
    'memory' | 'timeout' | 'ephemeralStorage' | 'reservedConcurrency' | 'layers',
    { readonly least: number; readonly most: number }
  >
> = {
  /** Megabytes. */
  memory: { least: 128, most: 10_240 },
  /** Seconds. */
  timeout: { least: 1, most: 900 },
  /** Megabytes. */
  ephemeralStorage: { least: 512, most: 10_240 },
  reservedConcurrency: { least: 0, most: 100_000 },
  layers: { least: 0, most: 5 },
}

/** What functions of small projects are usually given; outside of it somebody should have measured. */
export const usual: Readonly<
  Record<'memory' | 'timeout' | 'reservedConcurrency', { readonly least: number; readonly most: number }>
> = {
  memory: { least: 512, most: 3008 },
  timeout: { least: 30, most: 900 },
  reservedConcurrency: { least: 1, most: 900 },
}

/** Bytes of all variables of a function together, as JSON. Source: as above. */
export const environmentLimit = 4096
