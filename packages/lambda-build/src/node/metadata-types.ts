/** What the names of imports made here begin with; esbuild's remarks about them are no news. */
export const metadataPrefix = '__metadata'

/**
 * Code that a compiler made of one file, in which imports that may be only types are asked for in a way that is no error
 * when they are. One file alone does not tell whether `Shape` in `constructor(shape: Shape)` is a class: compilers write
 * `typeof Shape === "undefined" ? Object : Shape`, and a bundler refuses the import of a name that is not exported. A
 * property of the whole module is just undefined.
 */
export function separateTypes(code: string): string {
  const imported = importsIn(code)
  const modules = new Map<string, string>()
  const separated = code.replace(guard, (whole, name: string, sign: string, end: string) => {
    const from = imported.get(name)
    if (from === undefined) return whole
    const module = modules.get(from.source) ?? `${metadataPrefix}${modules.size}`
    modules.set(from.source, module)
    const access = `${module}[${JSON.stringify(from.name)}]`
    return `typeof ${access} ${sign} "undefined" ${end} ${access}`
  })
  // Behind everything, so that no line moves; imports are done first all the same.
  const lines = [...modules].map(([source, module]) => `import * as ${module} from ${source};`)
  const map = separated.lastIndexOf('//# sourceMappingURL=')
  const end = map === -1 ? separated.length : map
  return `${separated.slice(0, end)}\n${lines.join('\n')}\n${separated.slice(end)}`
}

/** As TypeScript (`typeof A !== "undefined" && A`) and swc (`typeof A === "undefined" ? Object : A`) write it. */
const guard = /\btypeof ([A-Za-z_$][\w$]*) (===|!==) "undefined" (&&|\? Object :) \1(?![\w$.[(])/g

interface Imported {
  /** The module as it is written, with its quotes. */
  readonly source: string
  readonly name: string
}

/** The imports of a file by the name that they have in it. */
function importsIn(code: string): ReadonlyMap<string, Imported> {
  const found = new Map<string, Imported>()
  const statement = /^\s*import\s+(?:([\w$]+)\s*,?\s*)?(?:\{([^}]*)\}\s*)?from\s*("[^"\n]+"|'[^'\n]+')/gm
  for (const [, whole, list = '', source = ''] of code.matchAll(statement)) {
    if (whole !== undefined) found.set(whole, { source, name: 'default' })
    for (const each of list.split(',')) {
      const [name, local = name] = each.trim().split(/\s+as\s+/)
      if (name !== undefined && local !== undefined && local !== '') found.set(local, { source, name })
    }
  }
  return found
}
