import { readText } from '@project-utils/artifact'
import { ProjectError } from '@project-utils/contract'
import type { StackSettings } from '@project-utils/project'
import type { StackHandling } from './handling.ts'

/** Longest stack policy that CloudFormation takes, in bytes. Source: SetStackPolicy, "StackPolicyBody". */
const policyLimit = 16_384

/**
 * How a stack is handled, as the configuration says; what is as usual is left out. Reads the policy's file.
 *
 * @throws ProjectError `CFN_POLICY_INVALID`
 */
export function readHandling(
  settings: Pick<StackSettings, 'key' | 'protect' | 'policy' | 'topics' | 'role' | 'rollback' | 'mode'>,
): StackHandling {
  const { protect, policy, topics, role, rollback, mode } = settings
  return {
    ...(protect === undefined ? {} : { protect }),
    ...(policy === undefined ? {} : { policy: readPolicy(policy, settings.key) }),
    ...(topics.length === 0 ? {} : { topics }),
    ...(role === undefined ? {} : { role }),
    ...(rollback ? {} : { rollback: false }),
    ...(mode === 'express' ? { express: true } : {}),
  }
}

function readPolicy(file: string, key: string): string {
  const invalid = (why: string, cause?: unknown): ProjectError =>
    new ProjectError('CFN_POLICY_INVALID', `the policy of stack ${key} ${why}`, {
      hint: 'write it as { "Statement": [{ "Effect": …, "Action": …, "Principal": "*", "Resource": … }] }',
      where: { file },
      cause,
    })
  let value: unknown
  try {
    value = JSON.parse(readText(file))
  } catch (error) {
    throw invalid(`is no JSON: ${error instanceof Error ? error.message : String(error)}`, error)
  }
  const isPolicy = typeof value === 'object' && value !== null && 'Statement' in value && Array.isArray(value.Statement)
  if (!isPolicy) throw invalid('has no list "Statement"')
  const text = JSON.stringify(value)
  const size = Buffer.byteLength(text)
  if (size > policyLimit) throw invalid(`has ${size} bytes, ${policyLimit} are allowed`)
  return text
}
