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
import type { Agent } from '@/api/types'

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

/** The icon of an agent; what is no name of ours stands for itself, as an emoji does. */
export function iconOf({ icon, harness }: Pick<Agent, 'icon' | 'harness'>): LucideIcon {
  return agentIcons[icon] ?? (harness === 'shell' ? SquareTerminal : Bot)
}
