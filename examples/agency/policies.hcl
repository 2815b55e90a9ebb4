# A policy must hold for every grant, client, person or change.

policy "contractors_do_not_export" {
  subject       = "grant"
  condition     = grant.person.kind != "contractor" || !allows(grant, "crm.export")
  error_message = "${grant.person.name} is a contractor and could export the records of ${grant.client.name}."
}

policy "gold_clients_have_a_deputy" {
  subject       = "client"
  condition     = lookup(client.labels, "tier", "") != "gold" || length(client.partner_admins) >= 2
  error_message = "${client.name} is a gold client with ${length(client.partner_admins)} partner admin; the second keeps us in when one is ill."
}

policy "employees_use_our_domain" {
  subject       = "person"
  condition     = person.kind != "employee" || split("@", person.email)[1] == "northwind.example"
  error_message = "${person.name} is an employee with the address ${person.email}: seats of other domains are not free."
}

policy "contractors_have_an_end" {
  subject       = "change"
  condition     = change.action != "add" || change.person.kind != "contractor" || change.after.expires != null
  error_message = "${change.person.name} gets access to ${change.client.name} without an end date."
  severity      = "warning"
}

# A test looks at one person in one client, with all that is given and taken there.

test "pod leads administer, but do not pay" {
  person = employee.sofia
  client = client.skagen_ceramics
  allow  = ["partner.admin", "account.add_and_edit_users"]
  deny   = ["account.super_admin", "account.modify_billing"]
}

test "account managers edit but do not delete" {
  person = employee.priya
  client = client.halden_marine
  allow  = { "crm.contacts.edit" = "all", "crm.deals.edit" = "team", "crm.export" = true }
  deny   = ["crm.contacts.delete", "crm.bulk_delete"]
}

test "freelance writers see no customers" {
  person = contractor.greta
  client = client.thornbury_foods
  allow  = ["marketing.blog.edit"]
  deny   = ["marketing.blog.publish", "crm.contacts.view", "reports.access"]
}

# Once the audit is over there is no such grant, and the test is skipped.
test "auditors only look" {
  person = contractor.pieter
  client = client.halden_marine
  allow  = ["crm.deals.view", "marketing.email.view"]
  deny   = ["crm.deals.edit", "crm.export"]
}

test "patient data stays in the account" {
  person = employee.wen
  client = client.ashgrove_clinics
  allow  = ["crm.contacts.edit"]
  deny   = ["crm.export"]
}

test "shipments are for the specialist alone" {
  person = employee.priya
  client = client.isbjorn_logistics
  deny   = { "crm.shipments.edit" = "all" }
}
