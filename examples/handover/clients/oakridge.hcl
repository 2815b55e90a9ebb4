client "oakridge" {
  name         = "Oakridge Cycles"
  hub_id       = 41800417
  domain       = "oakridge.example"
  super_admins = ["sam@oakridge.example"]

  access_link {
    admin       = employee.nora
    approved_by = "sam@oakridge.example"
    approved_on = "2026-03-02"
  }

  access_link {
    admin       = employee.owen
    approved_by = "sam@oakridge.example"
    approved_on = "2026-05-11"
  }

  access "content" {
    people         = [employee.paul, contractor.ruth]
    permission_set = permission_set.copywriter
  }
}
