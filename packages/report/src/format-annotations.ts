import type { Finding, Place, Problem, Severity } from '@project-utils/contract'

const commands: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
}

/**
 * Findings and problems as workflow commands, one a line, which GitHub Actions shows at the lines they are about; empty
 * where there are none. Source: GitHub documentation, "Workflow commands for GitHub Actions".
 */
export function formatAnnotations(findings: readonly Finding[], problems: readonly Problem[] = []): string {
  return [
    ...problems.map(({ code, message, hint, where }) => annotation('error', code, message, where, hint)),
    ...findings.map(({ rule, severity, message, where, fix }) =>
      annotation(commands[severity], rule, message, where, fix),
    ),
  ].join('\n')
}

function annotation(
  command: string,
  title: string,
  message: string,
  where: Place | undefined,
  fix: string | undefined,
): string {
  const { file, line, column } = where ?? {}
  const properties = [
    ...(file === undefined ? [] : [`file=${property(file.replaceAll('\\', '/'))}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
    `title=${property(title)}`,
  ]
  return `::${command} ${properties.join(',')}::${text(fix === undefined ? message : `${message}\n${fix}`)}`
}

function text(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(value: string): string {
  return text(value).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
