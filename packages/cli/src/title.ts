import type { Command, Program } from './program.ts'

/** The tool of a bin: `project-deploy` is `deploy`, `project` stays. */
export function toolName(program: Program): string {
  return program.bin.replace(/^project-/, '')
}

/** Tool and verb as events and envelope name them, such as `deploy status`; the tool alone where both are one word. */
export function titleOf(program: Program, command?: Command): string {
  const tool = toolName(program)
  if (command === undefined) return tool
  if (command.name === program.default && program.defaultIsShownAs !== undefined) return program.defaultIsShownAs
  return command.name === tool ? tool : `${tool} ${command.name}`
}
