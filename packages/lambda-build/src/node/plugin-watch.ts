import { isAbsolute } from 'node:path'
import type { OnLoadResult, OnResolveResult, Plugin, PluginBuild } from 'esbuild'

/**
 * The same plug-in, of which all files and folders that it reads, or says to depend on, are noted in `watched`: esbuild's
 * own account of a build leaves them out.
 */
export function watchPlugin(plugin: Plugin, watched: Set<string>): Plugin {
  const note = <Result extends OnLoadResult | OnResolveResult | null | undefined>(result: Result): Result => {
    for (const path of [...(result?.watchFiles ?? []), ...(result?.watchDirs ?? [])]) watched.add(path)
    return result
  }
  return {
    name: plugin.name,
    setup: (build) =>
      plugin.setup(
        Object.assign(Object.create(build) as PluginBuild, {
          initialOptions: build.initialOptions,
          onResolve: (filter, callback) => build.onResolve(filter, async (given) => note(await callback(given))),
          onLoad: (filter, callback) =>
            build.onLoad(filter, async (given) => {
              const result = note(await callback(given))
              // In a namespace of its own a plug-in often keeps real paths.
              if (result !== null && result !== undefined && isAbsolute(given.path)) watched.add(given.path)
              return result
            }),
        } satisfies Partial<PluginBuild>),
      ),
  }
}

/** Takes back what a plug-in may have set of the options without which the build could not be read. */
export const keepOptions: Plugin = {
  name: 'options',
  setup: ({ initialOptions }) => {
    Object.assign(initialOptions, { write: false, metafile: true, bundle: true })
  },
}
