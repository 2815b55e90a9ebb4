client "riverbend" {
  name         = "Riverbend Bakery"
  hub_id       = 48213075
  domain       = "riverbend.example"
  super_admins = ["joan@riverbend.example"]

  # The client's consent makes Ada partner admin. She needs no block below, and
  # she is the one who gives Sam his access.
  access_link {
    admin       = employee.ada
    approved_by = "joan@riverbend.example"
    approved_on = "2026-11-16"
  }

  access "blog" {
    people         = [employee.sam]
    permission_set = permission_set.blogger
    reason         = "Proposal of 2026-11-12"
  }
}
