import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { makeFolder } from '../make-folder.ts'
import type { StepWorld } from '../step-kind.ts'

/** A text of the page: a text node, or the value of a field. */
const textsOfPage = `(() => {
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT)
  const fields = [...document.querySelectorAll('input, textarea')]
  const nodes = []
  while (walker.nextNode()) nodes.push(walker.currentNode)
  globalThis.__texts = [...nodes, ...fields]
  return globalThis.__texts.map((one) => one.nodeValue ?? one.value ?? '')
})()`

/**
 * Takes a picture of a page into the artifacts folder and gives its path; undefined without such a folder, or where the
 * page gives none. Texts that hold a secret are blotted out before, so the page is not to be used afterwards.
 */
export async function takeScreenshot(
  page: Page,
  { artifacts, label, holdsSecret }: Pick<StepWorld, 'artifacts' | 'label' | 'holdsSecret'>,
  timeout: number,
): Promise<string | undefined> {
  if (artifacts === undefined) return undefined
  try {
    const texts = await page.evaluate<readonly string[]>(textsOfPage)
    const secret = texts.flatMap((text, index) => (holdsSecret(text) ? [index] : []))
    if (secret.length > 0) {
      await page.evaluate(`for (const index of ${JSON.stringify(secret)}) {
        const one = globalThis.__texts[index]
        if (one.nodeValue === null) one.value = '•••'
        else one.nodeValue = '•••'
      }`)
    }
    // A secret that is spread over several elements cannot be blotted out.
    if (holdsSecret(await page.evaluate<string>('document.documentElement.innerText'))) return undefined
    await makeFolder(artifacts)
    const path = join(artifacts, `${fileName(label)}.png`)
    await page.screenshot({ path, timeout, animations: 'disabled' })
    return path
  } catch {
    return undefined
  }
}

/** A name that every file system takes: letters, digits and single dashes. */
export function fileName(label: string): string {
  const plain = label
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 100)
  return plain.replace(/^-+|-+$/g, '') || 'step'
}
