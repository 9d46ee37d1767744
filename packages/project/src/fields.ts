import * as v from 'valibot'
import type { Scalar } from './located.ts'

/** Text, number or boolean; where a text is needed, the other two are written out. */
export const scalar: v.GenericSchema<Scalar> = v.union([v.string(), v.number(), v.boolean()])

/** A text that may hold references. */
export const text: v.GenericSchema<string> = v.pipe(v.string(), v.nonEmpty('is empty'))

/** A command for the shell. */
export const command: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.nonEmpty('is empty'),
  v.description('A command for the shell; `$NAME` and `${NAME}` are left to the shell.'),
)

/** A path that means the same on every machine: relative, with `/`. */
export const portablePath: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.nonEmpty('is empty'),
  v.regex(/^(?![/\\]|[A-Za-z]:|~)[^\\]*$/, 'must be relative and use "/", so that it is the same on every machine'),
)

/** Name of a flag or value, as it stands in `${flags.name}`. */
export const variableName: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'must begin with a letter and hold letters, digits, _ and -, at most 64'),
)

/** Name of an environment variable. */
export const environmentVariable: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be letters, digits and _, not beginning with a digit'),
)

/** A logical id of a CloudFormation template. Source: CloudFormation user guide, Resources. */
export const logicalId: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9]{1,255}$/, 'must be a logical id of the template: only letters and digits'),
)

/** A parameter of a CloudFormation template. Source: CloudFormation user guide, Parameters. */
export const parameterName: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9]{1,255}$/, 'must be a parameter of the template: only letters and digits'),
)

/** Lower-case words joined by single hyphens, as all resource names are made of. */
export const stackKey: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'must be lower-case letters, digits and single hyphens, beginning with a letter',
  ),
)

/** Name of a suite. */
export const suiteName: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'must begin with a letter and hold letters, digits, _ and -, at most 64'),
)

/** Name of a project: it begins every resource name. */
export const projectName: v.GenericSchema<string> = nameUpTo(32)

/** Name of an environment: it is part of every resource name. */
export const environmentName: v.GenericSchema<string> = nameUpTo(16)

/** An AWS account: twelve digits in quotes, since a leading zero would be lost. */
export const account: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(/^\d{12}$/, 'must be the 12 digits of an AWS account, such as "123456789012"'),
)

/** An AWS region. */
export const region: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as "us-east-1"'),
)

function nameUpTo(most: number): v.GenericSchema<string> {
  return v.pipe(
    v.string(),
    v.regex(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      'must be lower-case letters, digits and single hyphens, beginning with a letter',
    ),
    v.maxLength(most, `is longer than ${most} characters, which leaves too little room in resource names`),
  )
}
