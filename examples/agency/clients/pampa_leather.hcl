client "pampa_leather" {
  name         = "Pampa Leather"
  hub_id       = 133252024
  domain       = "pampaleather.example"
  super_admins = ["julian.sosa@pampaleather.example"]
  managed_mrr  = 450
  labels       = { tier = "bronze", pod = "harbor", region = "latam" }

  access_link {
    admin       = employee.valentina
    approved_by = "julian.sosa@pampaleather.example"
    approved_on = "2026-04-13"
  }

  access {
    people         = [employee.nuria]
    permission_set = permission_set.account_manager
    reason         = "SOW-228"
  }
}
