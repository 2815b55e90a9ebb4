client "kaimana_surf" {
  name         = "Kaimana Surf"
  hub_id       = 54262864
  domain       = "kaimanasurf.example"
  super_admins = ["leilani.kai@kaimanasurf.example"]
  managed_mrr  = 1300
  labels       = { tier = "bronze", pod = "summit", region = "na" }

  access_link {
    admin       = employee.david
    approved_by = "leilani.kai@kaimanasurf.example"
    approved_on = "2024-09-16"
  }

  access {
    people = [employee.alani, employee.mei]
    reason = "SOW-179"
  }
}
