# A policy looks at a grant, client, person or change.

policy "everything_is_fine" {
  subject       = "grants"
  condition     = true
  error_message = "It is not."
}
