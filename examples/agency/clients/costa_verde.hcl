client "costa_verde" {
  name         = "Costa Verde Resorts"
  hub_id       = 8408806
  domain       = "costaverde.example"
  super_admins = ["pilar.sanz@costaverde.example", "bruno.faria@costaverde.example"]
  managed_mrr  = 8800
  labels       = { tier = "gold", pod = "harbor", region = "iberia", ads = "yes" }

  access_link {
    admin       = employee.valentina
    approved_by = "pilar.sanz@costaverde.example"
    approved_on = "2022-09-19"
  }

  access_link {
    admin       = employee.ngozi
    approved_by = "pilar.sanz@costaverde.example"
    approved_on = "2023-01-16"
  }

  # The link already makes Valentina partner admin. Naming her wins over it, with a
  # reason and with this: if she is still super admin from an earlier time, she keeps
  # the billing permission when she steps down.
  access "lead" {
    people         = [employee.valentina]
    permission_set = permission_set.partner_admin
    keep_billing   = true
    reason         = "Pays the client's invoices until 2027"
  }

  access "pod" {
    people = [team.harbor]
    except = [employee.valentina]
    reason = "SOW-130"
  }
}
