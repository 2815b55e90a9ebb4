client "gullhaven" {
  name         = "Gullhaven Ferries"
  hub_id       = 41800231
  domain       = "gullhaven.example"
  super_admins = ["kate@gullhaven.example"]

  access_link {
    admin       = employee.nora
    approved_by = "kate@gullhaven.example"
    approved_on = "2026-03-02"
  }

  access "content" {
    people         = [employee.ines, employee.paul]
    permission_set = permission_set.copywriter
  }
}
