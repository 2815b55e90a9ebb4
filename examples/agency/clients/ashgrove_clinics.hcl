client "ashgrove_clinics" {
  name         = "Ashgrove Clinics"
  hub_id       = 14341043
  domain       = "ashgroveclinics.example"
  super_admins = ["nadia.rahman@ashgroveclinics.example", "tom.leary@ashgroveclinics.example"]
  managed_mrr  = 7900
  labels       = { tier = "gold", pod = "borealis", region = "uk_ie" }

  access_link {
    admin       = employee.callum
    approved_by = "nadia.rahman@ashgroveclinics.example"
    approved_on = "2023-03-20"
  }

  access_link {
    admin       = employee.ngozi
    approved_by = "nadia.rahman@ashgroveclinics.example"
    approved_on = "2023-03-20"
  }

  # Patient data stays in the account; policies.hcl has a test for it.
  access "pod" {
    people = [team.borealis]
    remove = ["crm.export", "crm.import"]
    reason = "SOW-138"
  }

  access "dashboards" {
    people = [employee.mateus]
    reason = "SOW-269: waiting time dashboards"
  }
}
