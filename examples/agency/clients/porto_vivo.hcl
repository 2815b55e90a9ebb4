client "porto_vivo" {
  name         = "Porto Vivo"
  hub_id       = 115588883
  domain       = "portovivo.example"
  super_admins = ["tiago.matos@portovivo.example"]
  managed_mrr  = 750
  labels       = { tier = "bronze", pod = "harbor", region = "iberia" }

  access_link {
    admin       = employee.valentina
    approved_by = "tiago.matos@portovivo.example"
    approved_on = "2025-11-17"
  }

  access {
    people = [employee.ines, employee.nuria]
    reason = "SOW-220"
  }
}
