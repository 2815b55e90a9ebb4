client "vilnius_optics" {
  name         = "Vilnius Optics"
  hub_id       = 140018652
  domain       = "vilniusoptics.example"
  super_admins = ["ruta.kazlaite@vilniusoptics.example"]
  managed_mrr  = 550
  labels       = { tier = "bronze", pod = "aurora", region = "baltics" }

  # Sent on 18 November and not approved yet: what is declared below waits for it.
  access_link {
    admin = employee.sofia
  }

  access {
    people = [employee.priya, employee.freya]
    reason = "SOW-233"
  }
}
