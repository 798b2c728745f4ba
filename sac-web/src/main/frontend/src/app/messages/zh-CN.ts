/** One file per feature folder, its keys under the folder's name; together one chunk. */
export default import.meta.glob<Record<string, unknown>>('/src/{app,shared,features/*}/locales/zh-CN.json', {
  eager: true,
  import: 'default',
})
