client "orchard" {
  name         = "Orchard Lane Farm"
  hub_id       = 61100588
  domain       = "orchard.example"
  super_admins = ["pia@orchard.example"]

  # The key of this account can only look: people make the steps here.
  connection {
    owner = employee.mona
  }

  access_link {
    admin       = employee.mona
    approved_by = "pia@orchard.example"
    approved_on = "2026-06-15"
  }

  access "content" {
    people         = [employee.leo]
    permission_set = permission_set.editor
  }
}
