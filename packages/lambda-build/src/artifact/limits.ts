const megabyte = 1024 * 1024

/** Lambda's limits on an artifact, in bytes. Source: the quota page "Lambda quotas". */
export const limits: { readonly unzipped: number } = {
  /** All files of function and layers together, unpacked. */
  unzipped: 250 * megabyte,
}
