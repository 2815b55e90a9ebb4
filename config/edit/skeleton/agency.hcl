# Your agency: the HubSpot partner account that clients give access to.
agency {
  name          = "Northwind Growth"
  hub_id        = 1000001
  email_domains = ["northwind.example"]

  # apply opens a run: people make its steps in HubSpot, and each is recorded when
  # somebody says that it is done. With "record", apply records all of them at once.
  execution = "run"

  # Who makes the changes in the clients' accounts, the preferred one first.
  acting_admins = [employee.maria]

  # A plan that goes beyond these is refused, unless somebody overrides it.
  guardrails {
    max_removals       = "25%"
    min_partner_admins = 1
    max_super_admins   = 2
    protected          = [employee.maria]
  }
}
