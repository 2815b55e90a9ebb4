# policy:contractors_have_an_end: Dan's access has no last day.
#
# Way out: expires.

client "policy" {
  name         = "Polly's Parrots"
  hub_id       = 612
  domain       = "policy.example"
  super_admins = ["owner@policy.example"]

  access_link {
    admin       = employee.maria
    approved_by = "owner@policy.example"
    approved_on = "2026-03-02"
  }

  access {
    people         = [contractor.dan]
    permission_set = permission_set.account_manager
  }
}

policy "contractors_have_an_end" {
  subject       = "change"
  condition     = change.action != "add" || change.person.kind != "contractor" || change.after.expires != null
  error_message = "${change.person.name} would get access to ${change.client.name} without an end date."
}
