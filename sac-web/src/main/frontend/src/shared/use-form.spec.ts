import { describe, expect, it } from 'vitest'
import { ApiProblem } from '@/api/problem'
import { useLanguage } from '@/app/i18n'
import { useForm } from './use-form'

function makeForm(name: { value: string }) {
  return useForm({ name: () => (name.value === '' ? 'Give a name.' : undefined), variables: () => undefined })
}

describe('useForm', () => {
  it('does not send what is not valid', async () => {
    const form = makeForm({ value: '' })
    let sent = false
    expect(await form.submit(() => Promise.resolve((sent = true)))).toBe(false)
    expect(sent).toBe(false)
    expect(form.errors.name).toBe('Give a name.')
  })

  it('puts refusals beside their fields', async () => {
    const form = makeForm({ value: 'x' })
    const refusal = new ApiProblem('invalid', 400, '', '', null, [
      { path: 'name', message: 'Too long.' },
      { path: 'variables[0].name', message: 'Reserved.' },
    ])
    expect(await form.submit(() => Promise.reject(refusal))).toBe(false)
    expect(form.errors).toMatchObject({ name: 'Too long.', 'variables[0].name': 'Reserved.' })
    expect(form.failure.value).toBeUndefined()
  })

  it('shows refusals of no field as a whole', async () => {
    const form = makeForm({ value: 'x' })
    const refusal = new ApiProblem('agent-limit-reached', 409, '', '')
    await form.submit(() => Promise.reject(refusal))
    expect(form.failure.value).toBe(refusal)
    expect(form.sending.value).toBe(false)
  })

  it('says as a whole what no field shows', async () => {
    const form = makeForm({ value: 'x' })
    const refusal = new ApiProblem('invalid', 400, '', '', null, [
      { path: 'name', message: 'Too long.' },
      { path: 'provider.preset', message: 'Choose another.' },
    ])
    await form.submit(() => Promise.reject(refusal))
    expect(form.errors.name).toBe('Too long.')
    expect(form.failure.value).toBe(refusal)
  })

  it('opens what hides the first error, and goes there', async () => {
    document.body.innerHTML = '<form><details><summary>More</summary><input id="hidden" aria-invalid="true"></details></form>'
    const form = makeForm({ value: '' })
    form.root.value = document.querySelector('form')
    await form.submit(() => Promise.resolve())
    expect(document.querySelector('details')?.open).toBe(true)
    expect(document.activeElement?.id).toBe('hidden')
  })

  it('checks only what it is asked to', async () => {
    const form = makeForm({ value: '' })
    expect(await form.checkAll(['variables'])).toBe(true)
    expect(form.errors.name).toBeUndefined()
    expect(await form.checkAll(['name'])).toBe(false)
  })

  it('says a refusal in the language in force', async () => {
    await useLanguage('zh-CN')
    const form = makeForm({ value: 'x' })
    await form.submit(() => Promise.reject(new ApiProblem('invalid', 400, '', '', null, [{ path: 'variables[1].name', message: 'PATH is set by SAC itself.' }])))
    await useLanguage('en')
    expect(form.errors['variables[1].name']).not.toContain('PATH')
    expect(form.errors['variables[1].name']).toMatch(/变量名/)
  })

  it('forgets old refusals when it sends again', async () => {
    const form = makeForm({ value: 'x' })
    await form.submit(() => Promise.reject(new ApiProblem('invalid', 400, '', '', null, [{ path: 'name', message: 'Too long.' }])))
    expect(await form.submit(() => Promise.resolve())).toBe(true)
    expect(form.errors.name).toBeUndefined()
  })
})
