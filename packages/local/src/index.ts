export { errors } from './errors.ts'
export type { ShellVariables } from './shell.ts'
export { formatShell, shellVariables } from './shell.ts'
