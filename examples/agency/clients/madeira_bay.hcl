client "madeira_bay" {
  name         = "Madeira Bay Rentals"
  hub_id       = 144568574
  domain       = "madeirabay.example"
  super_admins = ["sergio.nunes@madeirabay.example"]
  managed_mrr  = 900
  labels       = { tier = "bronze", pod = "harbor", region = "iberia" }

  # The client approves at the kick-off on that day. The link counts from then on.
  access_link {
    admin       = employee.valentina
    approved_by = "sergio.nunes@madeirabay.example"
    approved_on = "2026-12-01"
  }

  access {
    people = [employee.diego, employee.nuria]
    reason = "SOW-234"
  }
}
