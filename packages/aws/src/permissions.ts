/**
 * The IAM actions this package uses. A parameter or secret under a customer-managed key needs `kms:Decrypt` on that key
 * besides.
 */
export const permissions: readonly string[] = [
  'secretsmanager:GetSecretValue',
  'ssm:GetParameters',
  'sts:GetCallerIdentity',
]
