import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'

/** A file's data, or what is wrong with it. */
export type DataFile = { readonly data: unknown } | { readonly wrong: string }

/** Reads a file of the project as JSON or, where its name does not end in `.json`, as YAML. */
export async function readJsonFile(file: string, folder: string): Promise<DataFile> {
  let text: string
  try {
    text = await readFile(resolve(folder, file), 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'it does not exist' : code === 'EISDIR' ? 'it is a folder' : message
    return { wrong: `${file} cannot be read: ${reason}` }
  }
  try {
    if (file.endsWith('.json')) return { data: JSON.parse(text) as unknown }
    const { parse } = await import('yaml')
    return { data: parse(text, { merge: true, logLevel: 'error' }) as unknown }
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n')
    return { wrong: `${file} is no ${file.endsWith('.json') ? 'JSON' : 'YAML'}: ${line}` }
  }
}
