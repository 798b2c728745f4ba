import { deflateSync } from 'node:zlib'

/** What the fake server knows: agents in every state, files of every kind, and long conversations. */
const now = Date.now()
export const at = (secondsAgo) => new Date(now - secondsAgo * 1000).toISOString()

const agent = (id, name, harness, status, more = {}) => ({
  id, name, description: '', icon: '', instructions: '', harness,
  provider: { preset: 'demo', key: { set: false }, models: {} }, variables: [], status, created_at: at(90_000), updated_at: at(60), ...more,
})
const stage = (id, state, more = {}) => ({ id, state, ...more })

export const agents = [
  agent(1, 'Mira', 'claude-code', 'ready', { icon: 'pen-line' }),
  agent(2, 'Shell', 'shell', 'ready'),
  agent(3, 'Market research for the spring catalogue', 'claude-code', 'starting', {
    stage: 'installing', icon: 'search',
    stages: [
      stage('preparing', 'done', { started_at: at(9), finished_at: at(8) }),
      stage('installing', 'running', { percent: 40, message: 'Claude Code 2.1.197, 31 of 78 MB', started_at: at(8) }),
      stage('starting', 'waiting'), stage('connecting', 'waiting'),
    ],
  }),
  agent(4, 'Broken', 'claude-code', 'failed', {
    stages: [stage('preparing', 'done', { started_at: at(30), finished_at: at(29) }), stage('installing', 'failed', { started_at: at(29), finished_at: at(2), message: 'No answer from the package registry' }), stage('starting', 'waiting'), stage('connecting', 'waiting')],
    reason: { code: 'no_network', message: 'The package registry did not answer within 20 seconds. Check the network or the proxy settings, then try again.', action: 'retry', log: 'GET /@anthropic-ai%2fclaude-code\nconnect ETIMEDOUT 192.0.2.1:443' },
  }),
  agent(5, 'Sleeper', 'claude-code', 'stopped'),
  agent(6, 'Archive', 'claude-code', 'ready'),
]

const session = (id, agentId, more = {}) => ({ session_id: id, agent_id: agentId, status: 'ready', activity: 'idle', created_at: at(4000), updated_at: at(10), ...more })
export const sessions = [
  session('11111111-1111-4111-8111-111111111111', 1, { activity: 'working' }),
  session('22222222-2222-4222-8222-222222222222', 2),
  session('33333333-3333-4333-8333-333333333333', 3, { status: 'starting' }),
  session('66666666-6666-4666-8666-666666666666', 6),
]

function png(width, height) {
  const crcTable = Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n >>> 0 })
  const crc = (bytes) => { let c = 0xffffffff; for (const b of bytes) c = crcTable[(c ^ b) & 255] ^ (c >>> 8); return (c ^ 0xffffffff) >>> 0 }
  const chunk = (type, data) => { const body = Buffer.concat([Buffer.from(type), data]); const out = Buffer.alloc(body.length + 8); out.writeUInt32BE(data.length); body.copy(out, 4); out.writeUInt32BE(crc(body), body.length + 4); return out }
  const head = Buffer.alloc(13); head.writeUInt32BE(width); head.writeUInt32BE(height, 4); head.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.alloc(height * (width * 3 + 1))
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows.set([80 + (x * 120) / width, 120 + (y * 80) / height, 210 - (x * 60) / width], y * (width * 3 + 1) + 1 + x * 3)
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

function pdf() {
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    '', '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>']
  const content = 'BT /F1 28 Tf 72 740 Td (Quarterly report) Tj 0 -40 Td /F1 14 Tf (Sales grew by 12 % in the third quarter.) Tj ET'
  objects[3] = `<</Length ${content.length}>>stream\n${content}\nendstream`
  let text = '%PDF-1.4\n'
  const offsets = objects.map((body, index) => { const offset = text.length; text += `${index + 1} 0 obj${body}endobj\n`; return offset })
  const start = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF`
  return Buffer.from(text, 'latin1')
}

const csv = `month,region,"units, sold",revenue\n${Array.from({ length: 5000 }, (_, row) => `2026-${String((row % 12) + 1).padStart(2, '0')},"${['North', 'South, coast', 'He said ""yes""'][row % 3]}",${row * 3},${(row * 17.25).toFixed(2)}`).join('\n')}\n`
const markdown = '# Market report\n\nSales **grew by 12 %** in the third quarter. See [the source](https://example.org/data).\n\n| Region | Units | Change |\n|---|---:|---:|\n| North | 1,204 | +12 % |\n| South | 980 | −3 % |\n\n## What to do\n\n1. Order earlier.\n2. Talk to *the two largest* customers.\n\n```python\nfor region in regions:\n    print(region.name)\n```\n\n> Numbers are preliminary.\n\n<script>alert(1)</script> <img src=x onerror=alert(1)>\n'
const python = '"""Sums up the sales of a quarter."""\nimport csv\nfrom pathlib import Path\n\nLIMIT = 100\n\n\ndef total(path: Path) -> float:\n    # one row a month\n    with path.open() as file:\n        return sum(float(row["revenue"]) for row in csv.DictReader(file))\n\n\nif __name__ == "__main__":\n    print(f"{total(Path(\'sales.csv\')):.2f}")\n'

export const contents = new Map()
const file = (path, body, secondsAgo, content_type) => {
  contents.set(`1/${path}`, { body: Buffer.isBuffer(body) ? body : Buffer.from(body), content_type })
  return { agent_id: 1, name: path.split('/').pop(), path, size: Buffer.byteLength(body), is_directory: false, content_type, modified_at: at(secondsAgo), revision: 1, sha256: 'x' }
}
export const files = [
  file('market-report.md', markdown, 40, 'text/markdown'),
  file('charts/sales by region and month, third quarter 2026.png', png(640, 360), 55, 'image/png'),
  file('charts/logo.png', png(64, 64), 60, 'image/png'),
  file('data/sales.csv', csv, 90, 'text/csv'),
  file('quarter.pdf', pdf(), 200, 'application/pdf'),
  file('scripts/total.py', python, 900, 'text/x-python'),
  file('dashboard.html', '<!doctype html><title>d</title><h1>Dashboard</h1><p id=o>static</p><script>o.textContent="script ran in origin "+origin; try{o.textContent+=" "+parent.document.title}catch(e){o.textContent+=" and cannot see the page"}</script>', 3600, 'text/html'),
  file('drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="120"><rect width="200" height="120" rx="12" fill="#3b5bd0"/><text x="20" y="68" fill="#fff" font-size="24">Drawing</text></svg>', 4000, 'image/svg+xml'),
  file('季度报告.txt', '第三季度销售额增长了百分之十二。\n', 5000, 'text/plain'),
  file('archive.zip', Buffer.from([80, 75, 3, 4, 0, 0, 0]), 86_400, 'application/zip'),
  file('empty.txt', '', 90_000, 'text/plain'),
]
export const many = Array.from({ length: 10_000 }, (_, index) => ({
  agent_id: 6, name: `file-${String(index).padStart(5, '0')}.txt`, path: `run/file-${String(index).padStart(5, '0')}.txt`, size: index * 37, is_directory: false, content_type: 'text/plain', modified_at: at(index * 10), revision: 1, sha256: 'x',
}))

const entry = (agentId, number, role, content, secondsAgo) => ({ entry_id: `a${agentId}-${number}`, agent_id: agentId, session_id: sessions.find((one) => one.agent_id === agentId)?.session_id, conversation_id: 'c1', role, content, at: at(secondsAgo) })
const text = (words) => [{ type: 'text', text: words }]
export const entries = [
  entry(1, 1, 'user', text('Please look at the sales numbers of the third quarter and write a short report.'), 90_000),
  entry(1, 2, 'assistant', text('I will read the numbers first.'), 89_990),
  entry(1, 3, 'assistant', [{ type: 'tool_use', id: 't1', name: 'Read', input: { file_path: '/workspace/output/data/sales.csv' } }], 89_980),
  entry(1, 4, 'tool', [{ type: 'tool_result', tool_use_id: 't1', content: 'month,region,units,revenue\n…' }], 89_979),
  entry(1, 5, 'assistant', [{ type: 'tool_use', id: 't2', name: 'Bash', input: { command: 'python3 scripts/total.py', description: 'Sum up the revenue' } }], 200),
  entry(1, 6, 'tool', [{ type: 'tool_result', tool_use_id: 't2', is_error: true, content: 'FileNotFoundError: sales.csv' }], 199),
  entry(1, 7, 'assistant', [{ type: 'tool_use', id: 't3', name: 'Write', input: { file_path: '/workspace/output/market-report.md', content: markdown } }], 60),
  entry(1, 8, 'tool', [{ type: 'tool_result', tool_use_id: 't3', content: 'File created successfully' }], 59),
  entry(1, 9, 'assistant', text('The report is in **market-report.md**. In short:\n\n- Sales grew by 12 %.\n- The south fell by 3 %.\n\n| Region | Units |\n|---|---:|\n| North | 1,204 |'), 50),
  entry(1, 10, 'user', text('谢谢！请再写一份中文摘要。'), 30),
]
export const long = Array.from({ length: 10_000 }, (_, index) => {
  const ago = (10_000 - index) * 60
  if (index % 4 === 0) return entry(6, index, 'user', text(`Question number ${index}: what about the plan${' and its many parts'.repeat(index % 7)}?`), ago)
  if (index % 4 === 1) return entry(6, index, 'assistant', [{ type: 'tool_use', id: `u${index}`, name: 'Bash', input: { command: `ls run/${index}` } }], ago)
  if (index % 4 === 2) return entry(6, index, 'tool', [{ type: 'tool_result', tool_use_id: `u${index - 1}`, content: 'ok' }], ago)
  return entry(6, index, 'assistant', text(`Answer number ${index}.\n\n- first\n- second\n\n${'A sentence of the answer. '.repeat(index % 11)}\n\n\`\`\`\ncode ${index}\n\`\`\``), ago)
})
