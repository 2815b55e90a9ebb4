# A grant has person, client, permission_set and so on; it has no e-mail itself.

policy "contractors_stay_out" {
  subject       = "grant"
  condition     = !contains(["dan@freelance.example"], grant.email)
  error_message = "A contractor got in."
}
