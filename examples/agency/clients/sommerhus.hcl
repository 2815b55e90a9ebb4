client "sommerhus" {
  name         = "Sommerhus Rentals"
  hub_id       = 48983595
  domain       = "sommerhus.example"
  super_admins = ["birgit.lund@sommerhus.example"]
  managed_mrr  = 2750
  labels       = { tier = "silver", pod = "aurora", region = "nordics", ads = "yes" }

  access_link {
    admin       = employee.sofia
    approved_by = "birgit.lund@sommerhus.example"
    approved_on = "2024-08-05"
  }

  access "account" {
    people = [employee.priya, employee.joon, employee.anders]
    reason = "SOW-174"
  }

  access "drafts" {
    people  = [contractor.greta]
    reason  = "SOW-174"
    expires = "2026-12-31"
  }
}
