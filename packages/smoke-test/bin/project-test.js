#!/usr/bin/env node
import { existsSync } from 'node:fs'
import module from 'node:module'

module.enableCompileCache?.()
// In the workspace runs what was compiled; a bundle there may be older. See docs/decisions/007.
const isWorkspace = existsSync(new URL('../tsconfig.json', import.meta.url))
await import(isWorkspace ? '../dist/cli.js' : '../bundle/cli.js')
