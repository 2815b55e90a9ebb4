client "harbour" {
  name         = "Harbour Lights Hotel"
  hub_id       = 61100214
  domain       = "harbour.example"
  super_admins = ["ellen@harbour.example"]

  # The key of this account may make these steps for Mona.
  connection {
    owner = employee.mona
    write = ["add", "change", "remove"]
  }

  access_link {
    admin       = employee.mona
    approved_by = "ellen@harbour.example"
    approved_on = "2026-06-15"
  }

  access "content" {
    people         = [employee.leo, employee.finn]
    permission_set = permission_set.editor
  }
}
