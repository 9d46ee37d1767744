import { type ChildEnvironment, variableOf } from './find-program.ts'

/** What is started for a program and its parameters. */
export interface CommandLine {
  readonly program: string
  readonly parameters: readonly string[]
  /** Whether the parameters are quoted already, for Windows alone. */
  readonly quoted: boolean
}

/**
 * Windows starts `npm.cmd` and other batch files through its command interpreter only, which reads the line in its own way:
 * every sign that means something to it has a caret. Source: "cmd" and "Parsing C command-line arguments", Microsoft Learn.
 */
export function commandLine(
  program: string,
  parameters: readonly string[],
  environment: ChildEnvironment,
  isWindows: boolean,
): CommandLine {
  if (!isWindows || !/\.(cmd|bat)$/i.test(program)) return { program, parameters, quoted: false }
  const line = [withCarets(`"${program}"`), ...parameters.map((each) => withCarets(withCarets(inQuotes(each))))]
  const interpreter = variableOf('COMSPEC', environment, isWindows) ?? 'cmd.exe'
  return { program: interpreter, parameters: ['/d', '/s', '/c', `"${line.join(' ')}"`], quoted: true }
}

/** Backslashes count only before quotes, where each is written twice. */
function inQuotes(text: string): string {
  const escaped = text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')
  return `"${escaped}"`
}

/** A batch file reads its parameters a second time, so that theirs need carets twice. */
function withCarets(text: string): string {
  return text.replace(/[()[\]%!^"`<>&|;, *?]/g, '^$&')
}
