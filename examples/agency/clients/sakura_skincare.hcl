client "sakura_skincare" {
  name         = "Sakura Skincare"
  hub_id       = 9809111
  domain       = "sakuraskincare.example"
  super_admins = ["yuki.arai@sakuraskincare.example", "haruto.mori@sakuraskincare.example"]
  managed_mrr  = 4900
  labels       = { tier = "silver", pod = "summit", region = "apac", ads = "yes" }

  access_link {
    admin       = employee.david
    approved_by = "yuki.arai@sakuraskincare.example"
    approved_on = "2023-01-30"
  }

  access "account" {
    people = [employee.mei, employee.alani]
    reason = "SOW-132"
  }

  # Paused: Yara is off in this client, and back with one line less.
  access "templates" {
    people = [employee.yara]
    reason = "SOW-295: e-mail templates"
    status = "deactivated"
  }
}
