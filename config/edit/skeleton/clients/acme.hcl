# One file a client, so that each can have its own reviewers.
client "acme" {
  name         = "Acme Corp"
  hub_id       = 886618329
  domain       = "acme.example"
  super_admins = ["owner@acme.example"] # the client's own people

  # The client approved this link, which made maria partner admin there.
  access_link {
    admin       = employee.maria
    approved_by = "owner@acme.example"
    approved_on = "2026-11-01"
  }

  # The rest of the team. Maria is left out here: she is partner admin.
  access "pod" {
    people         = [team.growth]
    permission_set = permission_set.account_manager
    reason         = "SOW-118"
  }
}
