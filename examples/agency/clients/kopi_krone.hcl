client "kopi_krone" {
  name         = "Kopi & Krone"
  hub_id       = 104957260
  domain       = "kopikrone.example"
  super_admins = ["soren.krogh@kopikrone.example"]
  managed_mrr  = 480
  labels       = { tier = "bronze", pod = "aurora", region = "nordics" }

  access_link {
    admin       = employee.sofia
    approved_by = "soren.krogh@kopikrone.example"
    approved_on = "2025-08-11"
  }

  access {
    people = [employee.priya]
    reason = "SOW-214"
  }
}
