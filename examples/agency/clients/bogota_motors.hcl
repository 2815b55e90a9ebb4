client "bogota_motors" {
  name         = "Bogotá Motors"
  hub_id       = 44651449
  domain       = "bogotamotors.example"
  super_admins = ["andres.vega@bogotamotors.example"]
  managed_mrr  = 3700
  labels       = { tier = "silver", pod = "harbor", region = "latam" }

  access_link {
    admin       = employee.valentina
    approved_by = "andres.vega@bogotamotors.example"
    approved_on = "2024-06-17"
  }

  access "account" {
    people = [employee.diego, employee.rafael]
    reason = "SOW-172"
  }
}
