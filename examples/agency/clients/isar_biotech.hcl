client "isar_biotech" {
  name         = "Isar Biotech"
  hub_id       = 20918337
  domain       = "isarbiotech.example"
  super_admins = ["franziska.lorenz@isarbiotech.example", "amir.tehrani@isarbiotech.example"]
  managed_mrr  = 9100
  labels       = { tier = "gold", pod = "fjord", region = "dach" }

  access_link {
    admin       = employee.katharina
    approved_by = "franziska.lorenz@isarbiotech.example"
    approved_on = "2023-07-03"
  }

  access_link {
    admin       = employee.ngozi
    approved_by = "franziska.lorenz@isarbiotech.example"
    approved_on = "2023-07-03"
  }

  access "pod" {
    people = [team.fjord]
    reason = "SOW-148"
  }

  access "trial_site" {
    people = [employee.thandi]
    add    = { "crm.custom_objects.view" = "all" }
    reason = "SOW-294: site for clinical trials"
  }
}
