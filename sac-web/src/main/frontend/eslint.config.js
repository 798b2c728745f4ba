import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'src/api/schema.d.ts'] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  ...vue.configs['flat/essential'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/no-bare-strings-in-template': [
        'error',
        {
          allowlist: ['·', '/', '–', '—', ':', '%', '⌘', '+', '→', '↑', '…', '(', ')', '×', ',', '.'],
          attributes: { '/.+/': ['title', 'label', 'legend', 'help', 'text', 'lead', 'placeholder', 'alt', 'aria-label', 'aria-placeholder', 'aria-roledescription', 'aria-valuetext'] },
        },
      ],
      'vue/multi-word-component-names': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/define-macros-order': 'error',
      'vue/no-v-html': 'error',
      'vue/html-self-closing': ['error', { html: { void: 'never', normal: 'any', component: 'always' } }],
      'vue/html-indent': ['error', 2],
      'vue/prefer-true-attribute-shorthand': 'error',
      'vue/no-unused-refs': 'error',
      'vue/no-template-target-blank': 'error',
    },
  },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
    },
  },
  { files: ['scripts/**', 'test/**'], rules: { 'no-console': 'off' } },
)
