client "harborlight_books" {
  name         = "Harborlight Books"
  hub_id       = 76343921
  domain       = "harborlightbooks.example"
  super_admins = ["owen.tate@harborlightbooks.example"]
  managed_mrr  = 350
  labels       = { tier = "bronze", pod = "summit", region = "na" }

  access_link {
    admin       = employee.david
    approved_by = "owen.tate@harborlightbooks.example"
    approved_on = "2025-01-27"
  }

  access {
    people = [employee.alani]
    reason = "SOW-196"
  }
}
