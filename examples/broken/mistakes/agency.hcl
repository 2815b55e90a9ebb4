# Nothing is wrong in this file: the other files lean on it.

agency {
  name          = "Northwind Growth"
  hub_id        = 1000001
  email_domains = ["northwind.example"]
}

employee "maria" {
  email = "maria@northwind.example"
  name  = "Maria Olsen"
}

employee "bob" {
  email                  = "bob@northwind.example"
  name                   = "Bob Ray"
  default_permission_set = permission_set.account_manager
}

employee "eve" {
  email = "eve@northwind.example"
  name  = "Eve Lindqvist"
}

contractor "dan" {
  email = "dan@freelance.example"
  name  = "Dan Wu"
}

team "growth" {
  members = [employee.maria, employee.bob]
}

permission_set "account_manager" {
  extends = [permission_set.view_only]
  permissions = {
    "crm.contacts.edit" = "all"
    "crm.deals.*"       = "team"
    "reports.access"    = true
  }
}

client "acme" {
  name   = "Acme Corp"
  hub_id = 886618329
}

variable "pod_lead" {
  default = "maria"
}
