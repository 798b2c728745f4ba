import { darkTheme, lightTheme, type GlobalTheme, type GlobalThemeOverrides } from 'naive-ui'
import { computed, readonly, ref, watch } from 'vue'
import { storage } from '@/shared/storage'

/** What the person chose; `system` follows the operating system. */
export type Appearance = 'system' | 'light' | 'dark'

const fonts = {
  sans: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif",
  mono: "'JetBrains Mono', ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Terminal Symbols', 'Noto Sans Mono CJK SC', monospace",
}

const light = {
  page: '#ffffff',
  rail: '#f6f7fb',
  raised: '#ffffff',
  sunken: '#f3f4f9',
  hover: '#eceef6',
  selected: '#e3e7f5',
  line: '#e3e5ee',
  control: '#858a9d',
  text: '#1a1c25',
  text2: '#4d5163',
  text3: '#636879',
  accent: '#3b5bd0',
  accentHover: '#3350bd',
  accentPressed: '#2a44a5',
  accentText: '#3552c4',
  accentSoft: '#e9edfb',
  onAccent: '#ffffff',
  ok: '#1a7f4b',
  wait: '#95600a',
  waitSoft: '#fdf3e0',
  bad: '#c32f3a',
  badSoft: '#fdebec',
  shadow: '0 1px 2px rgba(24, 28, 48, .06), 0 8px 24px rgba(24, 28, 48, .10)',
}

const dark: typeof light = {
  page: '#14151b',
  rail: '#101116',
  raised: '#1c1e26',
  sunken: '#101116',
  hover: '#23252f',
  selected: '#292d3d',
  line: '#2a2d39',
  control: '#6d7285',
  text: '#e9eaf1',
  text2: '#b3b7c6',
  text3: '#9095a7',
  accent: '#4867dd',
  accentHover: '#4d6ce2',
  accentPressed: '#3d5ac9',
  accentText: '#93a8ff',
  accentSoft: '#20263f',
  onAccent: '#ffffff',
  ok: '#4cc38a',
  wait: '#e8ae55',
  waitSoft: '#2e2515',
  bad: '#ff8087',
  badSoft: '#351c20',
  shadow: '0 1px 2px rgba(0, 0, 0, .4), 0 12px 32px rgba(0, 0, 0, .5)',
}

export const tokens = { light, dark }
export type Tokens = typeof light

/** The sixteen colours and the rest that xterm.js takes as its `theme`. */
export const terminalThemes = {
  light: {
    background: light.page,
    foreground: '#22252f',
    cursor: light.accent,
    cursorAccent: '#ffffff',
    selectionBackground: '#cbd5f7',
    selectionInactiveBackground: '#e3e7f5',
    black: '#22252f',
    red: '#b4232f',
    green: '#17713f',
    yellow: '#85570a',
    blue: '#2f52c9',
    magenta: '#8a35a8',
    cyan: '#0b6f80',
    white: '#6b7082',
    brightBlack: '#5b6072',
    brightRed: '#c9303c',
    brightGreen: '#1a7f4b',
    brightYellow: '#95600a',
    brightBlue: '#3b5bd0',
    brightMagenta: '#9a3fbb',
    brightCyan: '#0d7a8c',
    brightWhite: '#3a3e4c',
  },
  dark: {
    background: dark.page,
    foreground: '#dfe1ea',
    cursor: '#93a8ff',
    cursorAccent: dark.page,
    selectionBackground: '#37436f',
    selectionInactiveBackground: '#2a2f45',
    black: '#2c2f3b',
    red: '#f2777a',
    green: '#62c98f',
    yellow: '#e0b265',
    blue: '#86a3ff',
    magenta: '#cf95ea',
    cyan: '#63c5d3',
    white: '#c9ccd8',
    brightBlack: '#868ba0',
    brightRed: '#ff9598',
    brightGreen: '#80dca8',
    brightYellow: '#f0c883',
    brightBlue: '#a5bbff',
    brightMagenta: '#dfb1f5',
    brightCyan: '#86dbe7',
    brightWhite: '#f4f5fa',
  },
}

const stored = storage.get('appearance')
const appearance = ref<Appearance>(stored === 'light' || stored === 'dark' ? stored : 'system')
const systemQuery = window.matchMedia('(prefers-color-scheme: dark)')
const systemDark = ref(systemQuery.matches)
systemQuery.addEventListener('change', (event) => (systemDark.value = event.matches))

const mode = computed(() => (appearance.value === 'system' ? (systemDark.value ? 'dark' : 'light') : appearance.value))

function cssName(token: string): string {
  return `--${token.replace(/[A-Z0-9]/g, (part) => `-${part.toLowerCase()}`)}`
}

watch(
  mode,
  (now) => {
    const root = document.documentElement
    root.dataset.theme = now
    root.style.colorScheme = now
    for (const [token, value] of Object.entries(tokens[now])) root.style.setProperty(cssName(token), value)
    root.style.setProperty('--font-sans', fonts.sans)
    root.style.setProperty('--font-mono', fonts.mono)
  },
  { immediate: true },
)

function overridesFor(t: Tokens): GlobalThemeOverrides {
  const field = {
    color: t.raised,
    colorFocus: t.raised,
    border: `1px solid ${t.control}`,
    borderHover: `1px solid ${t.accentText}`,
    borderFocus: `1px solid ${t.accentText}`,
    boxShadowFocus: `0 0 0 3px ${t.accentSoft}`,
    placeholderColor: t.text3,
    textColor: t.text,
    caretColor: t.accentText,
    caretColorError: t.bad,
    borderError: `1px solid ${t.bad}`,
    borderHoverError: `1px solid ${t.bad}`,
    borderFocusError: `1px solid ${t.bad}`,
    boxShadowFocusError: `0 0 0 3px ${t.badSoft}`,
    colorFocusError: t.raised,
    iconColor: t.text3,
  }
  return {
    common: {
      fontFamily: fonts.sans,
      fontFamilyMono: fonts.mono,
      fontSize: '14px',
      fontSizeTiny: '12px',
      fontSizeSmall: '14px',
      fontSizeMedium: '14px',
      fontSizeLarge: '14px',
      fontWeightStrong: '600',
      borderRadius: '8px',
      borderRadiusSmall: '4px',
      heightTiny: '24px',
      heightSmall: '28px',
      heightMedium: '36px',
      heightLarge: '40px',
      lineHeight: '1.5',
      primaryColor: t.accent,
      primaryColorHover: t.accentHover,
      primaryColorPressed: t.accentPressed,
      primaryColorSuppl: t.accent,
      successColor: t.ok,
      successColorHover: t.ok,
      warningColor: t.wait,
      warningColorHover: t.wait,
      errorColor: t.bad,
      errorColorHover: t.bad,
      errorColorPressed: t.bad,
      infoColor: t.accentText,
      bodyColor: t.page,
      cardColor: t.raised,
      modalColor: t.raised,
      popoverColor: t.raised,
      tableColor: t.page,
      inputColor: t.raised,
      hoverColor: t.hover,
      borderColor: t.line,
      dividerColor: t.line,
      textColorBase: t.text,
      textColor1: t.text,
      textColor2: t.text,
      textColor3: t.text2,
      textColorDisabled: t.text3,
      placeholderColor: t.text3,
      iconColor: t.text2,
      iconColorHover: t.text,
      closeIconColor: t.text2,
      boxShadow1: t.shadow,
      boxShadow2: t.shadow,
      boxShadow3: t.shadow,
      cubicBezierEaseInOut: 'cubic-bezier(.2, 0, .2, 1)',
    },
    Button: {
      fontWeight: '500',
      paddingMedium: '0 16px',
      paddingSmall: '0 12px',
      border: `1px solid ${t.control}`,
      borderHover: `1px solid ${t.text2}`,
      borderPressed: `1px solid ${t.text2}`,
      borderFocus: `1px solid ${t.accentText}`,
      textColor: t.text,
      textColorHover: t.text,
      textColorPressed: t.text,
      textColorFocus: t.text,
      color: t.raised,
      colorHover: t.hover,
      colorPressed: t.selected,
      colorFocus: t.raised,
      textColorPrimary: t.onAccent,
      textColorHoverPrimary: t.onAccent,
      textColorPressedPrimary: t.onAccent,
      textColorFocusPrimary: t.onAccent,
      textColorDisabledPrimary: t.onAccent,
      colorFocusPrimary: t.accent,
      borderFocusPrimary: `1px solid ${t.accent}`,
      textColorText: t.text2,
      textColorTextHover: t.text,
      textColorTextPressed: t.text,
      textColorTextFocus: t.text,
      rippleDuration: '0s',
    },
    Input: { ...field, heightLarge: '40px' },
    InternalSelection: {
      ...field,
      borderActive: `1px solid ${t.accentText}`,
      boxShadowActive: `0 0 0 3px ${t.accentSoft}`,
      colorActive: t.raised,
      arrowColor: t.text2,
      boxShadowHover: 'none',
    },
    InternalSelectMenu: {
      optionColorPending: t.hover,
      optionTextColorActive: t.accentText,
      optionCheckColor: t.accentText,
      optionHeightMedium: '36px',
    },
    Dropdown: { optionColorHover: t.hover, optionHeightMedium: '36px', optionTextColor: t.text, prefixColor: t.text2 },
    Form: {
      labelFontWeight: '500',
      labelTextColor: t.text,
      labelPaddingVertical: '0 0 8px 0',
      feedbackFontSizeMedium: '12px',
      feedbackTextColor: t.text3,
      feedbackTextColorError: t.bad,
      asteriskColor: t.text3,
    },
    Switch: { railColor: t.control, railColorActive: t.accent, boxShadowFocus: `0 0 0 3px ${t.accentSoft}` },
    Radio: { boxShadow: `inset 0 0 0 1px ${t.control}`, dotColorActive: t.accent },
    Checkbox: { border: `1px solid ${t.control}`, borderChecked: `1px solid ${t.accent}`, colorChecked: t.accent, checkMarkColor: t.onAccent },
    Tooltip: { color: '#24262f', textColor: '#f4f5fa', padding: '4px 8px' },
    Tag: { borderRadius: '4px' },
    Dialog: { iconColorError: t.bad, titleFontSize: '16px' },
    Card: { titleFontSizeMedium: '16px', borderColor: t.line },
    Tabs: { tabTextColorActiveLine: t.text, tabTextColorLine: t.text2, barColor: t.accentText },
    Scrollbar: { color: `${t.control}66`, colorHover: `${t.control}aa` },
    Skeleton: { color: t.hover, colorEnd: t.sunken },
    Message: { color: t.raised, textColor: t.text },
  }
}

/** The theme in force, for Naive UI, the terminal and the code views; all change together. */
export function useTheme() {
  return {
    appearance: readonly(appearance),
    mode,
    tokens: computed(() => tokens[mode.value]),
    terminal: computed(() => terminalThemes[mode.value]),
    naive: computed<GlobalTheme>(() => (mode.value === 'dark' ? darkTheme : lightTheme)),
    overrides: computed(() => overridesFor(tokens[mode.value])),
    fonts,
    choose(next: Appearance) {
      appearance.value = next
      storage.set('appearance', next === 'system' ? null : next)
    },
  }
}
