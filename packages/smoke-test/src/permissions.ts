/** The IAM actions that running suites uses. */
export const permissions: readonly string[] = [
  'cloudformation:DescribeStacks',
  'cloudformation:ListStackResources',
  'lambda:InvokeFunction',
]
