import { getDocument, GlobalWorkerOptions, type PDFDocumentLoadingTask } from 'pdfjs-dist/legacy/build/pdf.mjs'
import PdfWorker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker'

/** Opens a PDF in pdf.js, whose scripts are off; the browser's own viewer would run on our address. */
export function openPdf(url: string): PDFDocumentLoadingTask {
  GlobalWorkerOptions.workerPort ??= new PdfWorker()
  return getDocument({ url, isEvalSupported: false, enableXfa: false, useWasm: false })
}
