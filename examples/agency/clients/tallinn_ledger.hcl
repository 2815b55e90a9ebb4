client "tallinn_ledger" {
  name         = "Tallinn Ledger"
  hub_id       = 31010057
  domain       = "tallinnledger.example"
  super_admins = ["kristjan.saar@tallinnledger.example"]
  managed_mrr  = 8600
  labels       = { tier = "gold", pod = "aurora", region = "baltics" }

  # Clamp: what nobody here can give is held back and shown in every plan, until
  # somebody can. Under "strict" it would be a violation.
  subset_rule = "clamp"

  access_link {
    admin       = employee.sofia
    approved_by = "kristjan.saar@tallinnledger.example"
    approved_on = "2024-01-15"
  }

  access_link {
    admin       = employee.ngozi
    approved_by = "kristjan.saar@tallinnledger.example"
    approved_on = "2024-01-15"
  }

  access "pod" {
    people = [team.aurora]
    reason = "SOW-160"
  }

  # Partner admins do not hold SCIM. Kristjan said he would connect it himself.
  access "single_sign_on" {
    people  = [employee.oskar]
    add     = { "account.scim" = true }
    reason  = "SOW-302: single sign-on"
    expires = "2026-12-18"
  }
}
