client "mercado_norte" {
  name         = "Mercado Norte"
  hub_id       = 12578978
  domain       = "mercadonorte.example"
  super_admins = ["paula.ibarra@mercadonorte.example", "hugo.salas@mercadonorte.example"]
  managed_mrr  = 13100
  labels       = { tier = "gold", pod = "harbor", region = "latam" }

  access_link {
    admin       = employee.valentina
    approved_by = "paula.ibarra@mercadonorte.example"
    approved_on = "2023-02-27"
  }

  access_link {
    admin       = employee.ngozi
    approved_by = "paula.ibarra@mercadonorte.example"
    approved_on = "2024-03-11"
  }

  access "account" {
    people = [employee.diego]
    add    = { "marketing.sms.access" = true, "crm.tickets.delete" = "team" }
    remove = ["crm.import"]
    reason = "SOW-137"
  }

  access "pod" {
    people = [employee.rafael, employee.ines, employee.mateus]
    reason = "SOW-137"
  }

  # Learns the account at Diego's side, with exactly what he has here. When
  # that changes, hers does, too.
  access "shadow" {
    people    = [employee.nuria]
    copy_from = employee.diego
    reason    = "Onboarding"
    expires   = "2027-02-28"
  }
}
