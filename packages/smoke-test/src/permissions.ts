/** The IAM actions that running suites uses. */
export const permissions: readonly string[] = ['lambda:InvokeFunction']
