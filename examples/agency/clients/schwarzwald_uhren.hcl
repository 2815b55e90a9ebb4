client "schwarzwald_uhren" {
  name         = "Schwarzwald Uhren"
  hub_id       = 101636238
  domain       = "schwarzwald-uhren.example"
  super_admins = ["hanna.faller@schwarzwald-uhren.example"]
  managed_mrr  = 1250
  labels       = { tier = "bronze", pod = "fjord", region = "dach", ads = "yes" }

  access_link {
    admin       = employee.katharina
    approved_by = "hanna.faller@schwarzwald-uhren.example"
    approved_on = "2025-07-14"
  }

  access {
    people = [employee.bartosz, employee.petra]
    reason = "SOW-210"
  }
}
