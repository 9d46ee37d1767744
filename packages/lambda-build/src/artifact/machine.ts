/** The machine that code is to run on: what decides which native modules and wheels fit. */
export interface Machine {
  readonly system: 'linux' | 'darwin' | 'win32'
  readonly architecture: 'arm64' | 'x86_64'
  readonly libc?: 'glibc' | 'musl'
  /** The newest glibc that binaries may ask for, such as `2.34`. */
  readonly glibc?: string
}

/** The glibc of the runtimes on Amazon Linux 2; newer ones are on Amazon Linux 2023. Source: "Lambda runtimes", AWS. */
const amazonLinux2 = /^(nodejs(16|18)\.x|python3\.(8|9|10|11)|java(8\.al2|11|17)|dotnet6|ruby3\.2|provided\.al2)$/
/** Still older: Amazon Linux 1. */
const amazonLinux1 = /^(nodejs(1[024]|[468])\.x|python(2\.7|3\.[67])|java8|go1\.x|provided)$/

/** The machine that Lambda runs a runtime on. An unset architecture is x86_64, as for Lambda itself. */
export function lambdaMachine(runtime: string | undefined, architecture: string | undefined): Machine {
  const glibc = amazonLinux1.test(runtime ?? '') ? '2.17' : amazonLinux2.test(runtime ?? '') ? '2.26' : '2.34'
  return { system: 'linux', architecture: architecture === 'arm64' ? 'arm64' : 'x86_64', libc: 'glibc', glibc }
}

/** This machine: functions of the local cloud run on it, whatever their template says. */
export function hostMachine(): Machine {
  const host = hostKind()
  if (host.system !== 'linux') return host
  const report = process.report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } }
  const glibc = report.header?.glibcVersionRuntime
  return { ...host, ...(glibc === undefined ? { libc: 'musl' } : { libc: 'glibc', glibc }) }
}

/** This machine without its C library, which takes milliseconds to be told. */
export function hostKind(): Pick<Machine, 'system' | 'architecture'> {
  const system = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
  return { system, architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64' }
}
