# A link is evidence of the client's consent: approved by whom?

client "consent" {
  name   = "Consent Coffee"
  hub_id = 525

  access_link {
    admin       = employee.maria
    approved_on = "2026-11-02"
  }
}
