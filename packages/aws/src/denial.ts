/** What AWS's text says about a refused call. */
export interface Denial {
  readonly principal: string
  readonly action: string
  readonly resource?: string
  /** AWS's reason, such as `with an explicit deny in a service control policy`. */
  readonly reason?: string
}

/**
 * Reads principal, action, resource and reason out of AWS's text; undefined where it holds no principal and action.
 * Source: "Troubleshoot access denied error messages", IAM User Guide.
 */
export function parseDenial(message: string): Denial | undefined {
  const found =
    /User: (\S+) is not authorized to perform: ([\w-]+:\w+)(?: on (?:the )?resource: "?([^\s"]+)"?)?(?: ((?:because|with) [^.(]+))?/.exec(
      message,
    )
  if (found === null) return undefined
  const [, principal = '', action = '', resource, reason] = found
  return {
    principal,
    action,
    ...(resource === undefined ? {} : { resource }),
    ...(reason === undefined ? {} : { reason: reason.trim() }),
  }
}
