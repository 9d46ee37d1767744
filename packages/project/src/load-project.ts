import type { GenericSchema } from 'valibot'
import type { Loaded, LoadOptions } from './load-options.ts'

/**
 * Finds, checks and resolves a project's configuration; every environment is checked, one is returned. Nothing but the
 * file system is asked.
 *
 * @throws ProjectError with all problems at once, each with file, line and column; a problem's message is a sentence,
 * followed by the code frame on lines of its own
 */
export async function loadProject(options: LoadOptions): Promise<Loaded> {
  const { load } = await import('./load.ts')
  return load(options)
}

/** The valibot schema of the whole file, as written; JSON Schema and reference page are generated from it. */
export async function vocabularySchema(): Promise<GenericSchema> {
  const { fileSchema } = await import('./schema.ts')
  return fileSchema
}
