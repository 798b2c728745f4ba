import { getDocument, GlobalWorkerOptions, type PDFDocumentLoadingTask } from 'pdfjs-dist/legacy/build/pdf.mjs'
import PdfWorker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker'

/** What a PDF may leave out and expect to be there: Chinese, Japanese and Korean character maps, and the standard fonts. */
const tables = import.meta.glob<string>(
  ['/node_modules/pdfjs-dist/cmaps/*.bcmap', '/node_modules/pdfjs-dist/standard_fonts/*.pfb', '/node_modules/pdfjs-dist/standard_fonts/*.ttf'],
  { query: '?url', import: 'default', eager: true },
)
const byName = new Map(Object.entries(tables).map(([path, url]) => [path.split('/').pop() ?? '', url]))

class ShippedTables {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const url = byName.get(filename)
    if (url === undefined) throw new Error(`not shipped: ${filename}`)
    const response = await fetch(url)
    if (!response.ok) throw new Error(`${filename}: ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  }
}

/** Opens a PDF in pdf.js, whose scripts are off; the browser's own viewer would run on our address. */
export function openPdf(url: string): PDFDocumentLoadingTask {
  GlobalWorkerOptions.workerPort ??= new PdfWorker()
  return getDocument({ url, BinaryDataFactory: ShippedTables, useWorkerFetch: false, isEvalSupported: false, enableXfa: false, useWasm: false })
}
