import { parseTemplate, type ResolvedTemplate, resolveTemplate } from '@project-utils/template'

/** The template that is in force, as a release recorded it or CloudFormation keeps it. */
export interface PreviousTemplate {
  readonly body: string
  readonly parameters?: Readonly<Record<string, string>>
}

/**
 * The template in force under the parameters in force, for the stack of that ARN; undefined where it is not known. One
 * that was sent as JSON costs no YAML parser.
 */
export function resolvePrevious(
  previous: PreviousTemplate | undefined,
  stack: { readonly name: string; readonly arn?: string },
): ResolvedTemplate | undefined {
  return previous === undefined ? undefined : resolveBody(previous.body, previous.parameters ?? {}, stack)
}

/** A body as it is sent, under parameters. */
export function resolveBody(
  body: string,
  parameters: Readonly<Record<string, string>>,
  { name, arn }: { readonly name: string; readonly arn?: string },
): ResolvedTemplate {
  const [, , , region, account] = arn?.split(':') ?? []
  const place = { ...(region === undefined ? {} : { region }), ...(account === undefined ? {} : { account }) }
  return resolveTemplate(parseTemplate(body, `${name} (recorded)`), {
    parameters,
    pseudo: { ...place, stackName: name },
  })
}
