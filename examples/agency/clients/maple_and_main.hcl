client "maple_and_main" {
  name         = "Maple & Main"
  hub_id       = 119231386
  domain       = "mapleandmain.example"
  super_admins = ["greg.tremblay@mapleandmain.example"]
  managed_mrr  = 650
  labels       = { tier = "bronze", pod = "summit", region = "na" }

  access_link {
    admin       = employee.david
    approved_by = "greg.tremblay@mapleandmain.example"
    approved_on = "2025-12-08"
  }

  access {
    people = [employee.mei]
    reason = "SOW-221"
  }
}
