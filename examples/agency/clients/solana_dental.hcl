client "solana_dental" {
  name         = "Solana Dental"
  hub_id       = 91720380
  domain       = "solanadental.example"
  super_admins = ["carmen.rey@solanadental.example"]
  managed_mrr  = 1100
  labels       = { tier = "bronze", pod = "harbor", region = "iberia" }

  access_link {
    admin       = employee.valentina
    approved_by = "carmen.rey@solanadental.example"
    approved_on = "2025-05-05"
  }

  access {
    people = [employee.diego]
    reason = "SOW-204"
  }
}
