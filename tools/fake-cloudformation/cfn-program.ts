import type { Program } from '@project-utils/cli'

/** `project-cfn` from its sources, to be run in this process. */
export async function cfnProgram(): Promise<Program> {
  const place = new URL('../../packages/cfn/src/commands.ts', import.meta.url).href
  const { commands }: Pick<Program, 'commands'> = await import(/* @vite-ignore */ place)
  return { bin: 'project-cfn', summary: 'the stack engine', version: '0.0.0', commands }
}
