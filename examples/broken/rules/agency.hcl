# Loads without a complaint. With the state in state.json, the plan breaks each rule
# once: one client for each, named after the rule.

agency {
  name          = "Northwind Growth"
  hub_id        = 1000001
  email_domains = ["northwind.example"]

  guardrails {
    max_removals       = 6
    min_partner_admins = 1
    max_super_admins   = 2
    protected          = [employee.grace]
  }
}

employee "maria" {
  email = "maria@northwind.example"
  name  = "Maria Olsen"
}

employee "tomasz" {
  email = "tomasz@northwind.example"
  name  = "Tomasz Zieliński"
  roles = ["manage_partner_employees"]
}

employee "ann" {
  email = "ann@northwind.example"
  name  = "Ann Mbeki"
}

employee "ben" {
  email = "ben@northwind.example"
  name  = "Ben Aalto"
}

employee "bob" {
  email = "bob@northwind.example"
  name  = "Bob Ray"
}

employee "eve" {
  email = "eve@northwind.example"
  name  = "Eve Lindqvist"
}

employee "grace" {
  email = "grace@northwind.example"
  name  = "Grace Kim"
}

contractor "dan" {
  email = "dan@freelance.example"
  name  = "Dan Wu"
}

permission_set "account_manager" {
  description = "Runs the account day to day."
  permissions = {
    "crm.contacts.edit" = "all"
    "crm.contacts.view" = "all"
    "crm.deals.edit"    = "team"
    "crm.deals.view"    = "all"
    "reports.access"    = true
  }
}

permission_set "developer" {
  description = "Builds the website and connects other systems."
  permissions = {
    "account.developer_tools_access" = true
    "marketing.access"               = true
    "marketing.design_tools"         = true
  }
}
