client "isbjorn_logistics" {
  name         = "Isbjørn Logistics"
  hub_id       = 27544894
  domain       = "isbjornlogistics.example"
  super_admins = ["astrid.foss@isbjornlogistics.example", "trond.eide@isbjornlogistics.example"]
  managed_mrr  = 4300
  labels       = { tier = "silver", pod = "aurora", region = "nordics" }

  access_link {
    admin       = employee.sofia
    approved_by = "astrid.foss@isbjornlogistics.example"
    approved_on = "2023-11-13"
  }

  access "account" {
    people = [employee.priya, employee.emeka]
    reason = "SOW-155"
  }

  # A permission that this agency declared itself (permission_sets.hcl).
  access "shipments" {
    people = [employee.freya]
    add    = { "crm.shipments.edit" = "own" }
    reason = "SOW-155"
  }
}
