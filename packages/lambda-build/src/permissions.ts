/** IAM actions that reading and publishing functions need. */
export const permissions: readonly string[] = [
  'lambda:GetAlias',
  'lambda:GetFunctionConfiguration',
  'lambda:ListVersionsByFunction',
  'lambda:PublishVersion',
  'lambda:UpdateAlias',
]
