import { parseTemplate, type ResolvedTemplate, type ResolveOptions, resolveTemplate } from '@project-utils/template'

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
  stack: { readonly name: string; readonly arn?: string },
): ResolvedTemplate {
  return resolveTemplate(parseTemplate(body, `${stack.name} (recorded)`), { parameters, pseudo: pseudoOf(stack) })
}

/** Account and region as the stack's ARN tells them, and its name. */
export function pseudoOf({ name, arn }: { readonly name: string; readonly arn?: string }): ResolveOptions['pseudo'] {
  const [, , , region, account] = arn?.split(':') ?? []
  return {
    ...(region === undefined ? {} : { region }),
    ...(account === undefined ? {} : { account }),
    stackName: name,
  }
}
