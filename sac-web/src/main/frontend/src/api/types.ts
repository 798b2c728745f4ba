/** The shapes of `openapi.yaml` that the pages use, under short names. */

export interface User {
  id: number
  username: string
  email: string | null
  display_name: string | null
  role: 'admin' | 'user'
  created_at: string
}
