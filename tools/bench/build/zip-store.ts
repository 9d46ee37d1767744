/** The floor of packing: reads every file of a folder and writes it as it is, one after the other. Arguments: folder, file. */
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const [folder = '', to = ''] = process.argv.slice(2)
const out = openSync(to, 'w')
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) writeSync(out, readFileSync(join(entry.parentPath, entry.name)))
}
closeSync(out)
