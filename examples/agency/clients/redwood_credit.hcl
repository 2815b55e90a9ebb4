client "redwood_credit" {
  name         = "Redwood Credit Union"
  hub_id       = 6964499
  domain       = "redwoodcredit.example"
  super_admins = ["denise.cole@redwoodcredit.example", "mark.hsu@redwoodcredit.example"]
  managed_mrr  = 14500
  labels       = { tier = "gold", pod = "summit", region = "na" }

  access_link {
    admin       = employee.david
    approved_by = "denise.cole@redwoodcredit.example"
    approved_on = "2022-08-15"
  }

  access_link {
    admin       = employee.ngozi
    approved_by = "denise.cole@redwoodcredit.example"
    approved_on = "2022-08-15"
  }

  access "pod" {
    people = [team.summit]
    remove = ["crm.export"]
    reason = "SOW-126"
  }

  access "coaching" {
    people  = [contractor.hyun]
    teams   = ["Branch East", "Branch West"]
    reason  = "SOW-301: coaching of the branches"
    expires = "2027-01-15"
  }
}
