agency {
  name          = "Northwind Growth"
  hub_id        = 1000001
  email_domains = ["northwind.example"]

  # Who makes the changes, preferred first. Whoever has no grant in a client is
  # skipped there; then it is anybody who may, such as the pod's lead.
  acting_admins = [employee.ngozi, employee.maria]

  guardrails {
    max_removals       = "15%"
    min_partner_admins = 1
    max_super_admins   = 2
    protected          = [employee.maria, employee.ngozi]
  }
}

# accredit plan --var audit_ends=2026-12-11 looks at a longer audit without an edit.
variable "audit_ends" {
  default = "2026-12-04"
}

variable "on_call" {
  default = "hamid"
}

locals {
  # Clients that get an answer on public holidays, too.
  priority = [for c in clients : c if lookup(c.labels, "tier", "") == "gold" || coalesce(c.managed_mrr, 0) >= 5000]

  # Who runs the ads of which pod's clients.
  paid_media = {
    aurora   = employee.kenji
    borealis = employee.kenji
    fjord    = employee.kenji
    harbor   = employee.lucia
    summit   = employee.lucia
  }
}
