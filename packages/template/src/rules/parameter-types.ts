/** How a parameter's value is judged: one value or a list of them, and its form. */
export interface ParameterForm {
  readonly isList: boolean
  readonly kind: 'text' | 'number' | 'aws' | 'stored'
  /** What one value looks like, where AWS fixes it. */
  readonly pattern?: RegExp
}

/**
 * Types whose values AWS looks up in the account, each with the form of one value where it has one. Source:
 * CloudFormation user guide, "Specify existing resources at runtime with CloudFormation-supplied parameter types".
 */
const lookedUp: Readonly<Record<string, RegExp | undefined>> = {
  'AWS::EC2::AvailabilityZone::Name': /^[a-z]{2}(-[a-z]+)+-\d[a-z]?(-.+)?$/,
  'AWS::EC2::Image::Id': /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/,
  'AWS::EC2::Instance::Id': /^i-([0-9a-f]{8}|[0-9a-f]{17})$/,
  'AWS::EC2::KeyPair::KeyName': undefined,
  'AWS::EC2::SecurityGroup::GroupName': undefined,
  'AWS::EC2::SecurityGroup::Id': /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/,
  'AWS::EC2::Subnet::Id': /^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/,
  'AWS::EC2::VPC::Id': /^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/,
  'AWS::EC2::Volume::Id': /^vol-([0-9a-f]{8}|[0-9a-f]{17})$/,
  'AWS::Route53::HostedZone::Id': /^[A-Z0-9]{1,32}$/,
  'AWS::SSM::Parameter::Name': undefined,
}

const plain: Readonly<Record<string, ParameterForm>> = {
  String: { isList: false, kind: 'text' },
  Number: { isList: false, kind: 'number' },
  'List<Number>': { isList: true, kind: 'number' },
  'List<String>': { isList: true, kind: 'text' },
  CommaDelimitedList: { isList: true, kind: 'text' },
}

/** All types that a parameter may have, apart from those of stored parameters. */
export const parameterTypes: readonly string[] = [
  ...Object.keys(plain),
  ...Object.keys(lookedUp).flatMap((name) => [name, `List<${name}>`]),
]

/** How values of a parameter's type are formed; undefined where CloudFormation has no such type. */
export function parameterForm(type: string): ParameterForm | undefined {
  const form = Object.hasOwn(plain, type) ? plain[type] : undefined
  if (form !== undefined) return form
  const stored = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(type)?.[1]
  if (stored !== undefined) return parameterForm(stored) === undefined ? undefined : { isList: false, kind: 'stored' }
  const inner = /^List<(.+)>$/.exec(type)?.[1]
  const name = inner ?? type
  if (!Object.hasOwn(lookedUp, name)) return undefined
  const pattern = lookedUp[name]
  return { isList: inner !== undefined, kind: 'aws', ...(pattern === undefined ? {} : { pattern }) }
}
