// Compresses what the server sends compressed, and holds the first load to its budget.
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const BUDGET = 300 * 1024
const dist = fileURLToPath(new URL('../dist', import.meta.url))

const manifestFile = join(dist, '.vite/manifest.json')
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
rmSync(join(dist, '.vite'), { recursive: true })

const firstLoad = new Set()
const visit = (key) => {
  const chunk = manifest[key]
  if (!chunk || firstLoad.has(chunk.file)) return
  firstLoad.add(chunk.file)
  chunk.imports?.forEach(visit)
}
visit('index.html')
for (const key of Object.keys(manifest)) {
  if (/^src\/features\/home\/HomePage\.vue$|messages\/en\.ts$/.test(key)) visit(key)
}

const files = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  )

let javascript = 0
for (const file of files(dist)) {
  // The server rewrites index.html before it sends it.
  if (!/\.(js|css|svg|json|mjs|wasm|ttf|map)$/.test(file) || statSync(file).size < 1024) continue
  const content = readFileSync(file)
  const gzip = gzipSync(content, { level: 9 })
  writeFileSync(`${file}.gz`, gzip)
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
  if (firstLoad.has(file.slice(dist.length + 1).replaceAll('\\', '/')) && file.endsWith('.js')) javascript += gzip.length
}
console.log(`First load: ${(javascript / 1024).toFixed(1)} KB of gzipped JavaScript (at most ${BUDGET / 1024} KB)`)
if (javascript > BUDGET) {
  console.error('The first load is over its budget: load something later.')
  process.exit(1)
}
