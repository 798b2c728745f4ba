import {
  BookOpen,
  Bot,
  Briefcase,
  ChartColumn,
  Code,
  FileText,
  Globe,
  Lightbulb,
  PenLine,
  Search,
  Sparkles,
  SquareTerminal,
  type LucideIcon,
} from '@lucide/vue'

/** The icons an agent can have, by the name that is stored. */
export const agentIcons: Record<string, LucideIcon> = {
  sparkles: Sparkles,
  'pen-line': PenLine,
  'file-text': FileText,
  search: Search,
  chart: ChartColumn,
  code: Code,
  terminal: SquareTerminal,
  globe: Globe,
  book: BookOpen,
  briefcase: Briefcase,
  lightbulb: Lightbulb,
}

export const fallbackIcon = Bot
