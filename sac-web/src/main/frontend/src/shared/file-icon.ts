import {
  File,
  FileArchive,
  FileCode,
  FileImage,
  FileMusic,
  FilePlay,
  FileSpreadsheet,
  FileText,
  type LucideIcon,
} from '@lucide/vue'

const byEnding: [RegExp, LucideIcon][] = [
  [/\.(png|jpe?g|gif|webp|avif|svg|bmp|ico)$/i, FileImage],
  [/\.(csv|tsv|xlsx?|ods|parquet)$/i, FileSpreadsheet],
  [/\.(md|txt|pdf|docx?|odt|rtf|tex|log)$/i, FileText],
  [/\.(zip|gz|tgz|tar|bz2|xz|7z|rar)$/i, FileArchive],
  [/\.(mp3|wav|ogg|flac|m4a)$/i, FileMusic],
  [/\.(mp4|webm|mov|mkv)$/i, FilePlay],
  [/\.(js|mjs|ts|tsx|jsx|vue|py|java|kt|go|rs|c|h|cpp|cs|rb|php|sh|sql|html?|css|json|ya?ml|xml|toml)$/i, FileCode],
]

/** The icon for a file, by its name. */
export function fileIcon(name: string): LucideIcon {
  return byEnding.find(([ending]) => ending.test(name))?.[1] ?? File
}
