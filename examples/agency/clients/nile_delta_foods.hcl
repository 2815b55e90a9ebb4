client "nile_delta_foods" {
  name         = "Nile Delta Foods"
  hub_id       = 135883124
  domain       = "niledeltafoods.example"
  mode         = "observe"
  super_admins = ["mona.farouk@niledeltafoods.example"]
  managed_mrr  = 800
  labels       = { tier = "bronze", pod = "summit", region = "mea" }

  access_link {
    admin       = employee.david
    approved_by = "mona.farouk@niledeltafoods.example"
    approved_on = "2026-05-18"
  }

  access {
    people = [employee.mei]
    reason = "SOW-232"
  }
}
