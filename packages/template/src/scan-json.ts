/** Deeper than anybody nests; each level takes a call in whatever reads the value. */
const depthLimit = 200

/** Where a value of a JSON text begins, and what it holds. */
interface JsonNode {
  readonly offset: number
  /** Where its key begins; of an item of a list the item itself. */
  readonly key: number
  readonly children?: Map<string, JsonNode>
}

/** The places of all values of a JSON text, and what is wrong with it. */
export interface JsonPlaces {
  readonly root: JsonNode
  readonly problems: readonly { readonly offset: number; readonly message: string; readonly hint: string }[]
}

interface Open extends JsonNode {
  readonly children: Map<string, JsonNode>
  readonly isMap: boolean
}

/** Finds the places in a text that is known to be JSON, keys that stand twice, and nesting without end. */
export function scanJson(text: string): JsonPlaces {
  const problems: { offset: number; message: string; hint: string }[] = []
  const open: Open[] = []
  let root: JsonNode = { offset: 0, key: 0 }
  let key: { readonly name: string; readonly offset: number } | undefined
  const token = /[\s,:]*(?:([{[])|([}\]])|("[^"\\]*(?:\\.[^"\\]*)*")|([^\s,:{}[\]"]+))/y

  const add = (node: JsonNode): void => {
    const parent = open.at(-1)
    if (parent === undefined) root = node
    else parent.children.set(parent.isMap ? (key?.name ?? '') : String(parent.children.size), node)
    key = undefined
  }

  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [, begin, end, quoted, plain] = match
    const offset = token.lastIndex - (begin ?? end ?? quoted ?? plain ?? '').length
    const parent = open.at(-1)
    if (begin !== undefined) {
      const node: Open = { offset, key: key?.offset ?? offset, children: new Map(), isMap: begin === '{' }
      add(node)
      open.push(node)
      if (open.length > depthLimit) {
        problems.push({ offset, message: `more than ${depthLimit} levels of nesting`, hint: 'nest less deeply' })
        break
      }
    } else if (end !== undefined) open.pop()
    else if (quoted !== undefined && parent?.isMap === true && key === undefined) {
      const name = quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1)
      if (parent.children.has(name)) {
        const hint = 'remove one of the two, or join what they hold'
        problems.push({ offset, message: `the key "${name}" stands twice`, hint })
      }
      key = { name, offset }
    } else add({ offset, key: key?.offset ?? offset })
  }
  return { root, problems }
}
